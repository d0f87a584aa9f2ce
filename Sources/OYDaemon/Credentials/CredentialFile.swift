import Gateway
import Glibc

/// Reads one secret from its file (design, "Credentials").
enum CredentialFile {
    /// What is wrong with a file; never what is in it.
    struct Failure: Error, CustomStringConvertible {
        let path: String
        let problem: String

        var description: String { "\(path): \(problem)" }
    }

    /// Larger files are no credentials.
    static let maximumBytes = 4_096

    /// Reads the file straight into memory that is wiped when dropped. Trailing line ends are not part of the secret.
    ///
    /// The file is checked through the descriptor that is read, so that it cannot be exchanged between the two: it must
    /// be a plain file that nobody but its owner can read or change, and the owner must be this process or root.
    static func read(_ path: String) throws(Failure) -> Secret {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)
        guard descriptor >= 0 else { throw Failure(path: path, problem: String(cString: strerror(errno))) }
        defer { close(descriptor) }
        try check(descriptor, path)

        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: maximumBytes + 1, alignment: 1)
        defer {
            explicit_bzero(buffer.baseAddress!, buffer.count)
            buffer.deallocate()
        }
        var count = 0
        while count < buffer.count {
            let got = Glibc.read(descriptor, buffer.baseAddress! + count, buffer.count - count)
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else { throw Failure(path: path, problem: String(cString: strerror(errno))) }
            if got == 0 { break }
            count += got
        }
        guard count <= maximumBytes else { throw Failure(path: path, problem: "is larger than \(maximumBytes) bytes") }
        while count > 0, buffer[count - 1] == UInt8(ascii: "\n") || buffer[count - 1] == UInt8(ascii: "\r") {
            count -= 1
        }
        guard count > 0 else { throw Failure(path: path, problem: "is empty") }
        return Secret(copying: UnsafeMutableRawBufferPointer(rebasing: buffer[..<count]))
    }

    private static func check(_ descriptor: CInt, _ path: String) throws(Failure) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            throw Failure(path: path, problem: String(cString: strerror(errno)))
        }
        guard status.st_mode & S_IFMT == S_IFREG else { throw Failure(path: path, problem: "is not a plain file") }
        guard status.st_uid == geteuid() || status.st_uid == 0 else {
            throw Failure(path: path, problem: "belongs to uid \(status.st_uid), which is neither root nor this process's")
        }
        guard status.st_mode & 0o077 == 0 else {
            let mode = String(status.st_mode & 0o777, radix: 8)
            throw Failure(path: path, problem: "has mode 0\(mode): group or others can reach it; chmod 600 it")
        }
    }
}
