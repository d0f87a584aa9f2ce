import Glibc

/// A process held by a pidfd, which can't come to mean another process.
final class ProcessHandle: Sendable {
    private let descriptor: CInt

    /// Takes over a pidfd.
    init(owning descriptor: CInt) {
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
    }

    /// The program of the process, whose number is `pid`; nil where it has exited or may not be looked at.
    func executablePath(pid: Int32) -> String? {
        var path = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let length = path.withUnsafeMutableBytes { buffer in
            buffer.baseAddress.map { readlink("/proc/\(pid)/exe", $0, buffer.count) } ?? -1
        }
        // Checked after the look: a process that still runs now had this number then.
        guard length > 0, length < path.count, isRunning else { return nil }
        return String(validating: path[..<length], as: UTF8.self)
    }

    private var isRunning: Bool {
        // A pidfd becomes readable when its process exits.
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&entry, 1, 0) == 0
    }
}
