import Glibc
import TestSupport
import Testing

@testable import TTRPC

/// Which program a peer runs, and the ways of making it look like another.
@Suite struct ProcessHandleTests {
    private static let python = "/usr/bin/python3"
    /// Linux 6.5 and later.
    private static let pinsPeers: ConditionTrait = .enabled("the kernel has no SO_PEERPIDFD") {
        var ends: [CInt] = [0, 0]
        guard socketpair(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0, &ends) == 0 else { return false }
        defer { for end in ends { close(end) } }
        guard let descriptor = option(77, of: ends[0]) else { return false }
        close(descriptor)
        return access(python, X_OK) == 0
    }

    private static func option(_ name: CInt, of descriptor: CInt) -> CInt? {
        var value: CInt = 0
        var length = socklen_t(MemoryLayout<CInt>.size)
        return getsockopt(descriptor, SOL_SOCKET, name, &value, &length) == 0 ? value : nil
    }

    /// A process that has connected to a socket of the test, held as the server holds it.
    private final class Child {
        let pid: pid_t
        let handle: ProcessHandle
        private let connection: CInt
        private var isReaped = false

        /// - Parameter wrapped: makes the command line out of python's own.
        init(_ wrapped: ([String]) -> [String] = { $0 }) throws {
            let directory = try TemporaryDirectory()
            let path = directory.path + "/s"
            let listener = try UnixListener.bind(path: path)
            let script = "import socket,sys; s=socket.socket(socket.AF_UNIX); s.connect(sys.argv[1]); s.recv(1)"
            let command = wrapped([ProcessHandleTests.python, "-c", script, path])
            var argv: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) } + [nil]
            defer { for text in argv { free(text) } }
            var pid: pid_t = 0
            try #require(posix_spawn(&pid, command[0], nil, nil, &argv, environ) == 0)
            self.pid = pid
            let listening = listener.takeDescriptor()
            defer { close(listening) }
            connection = accept(listening, nil, nil)
            handle = ProcessHandle(owning: try #require(ProcessHandleTests.option(77, of: connection)))
            withExtendedLifetime(directory) {}
        }

        func end() {
            guard !isReaped else { return }
            isReaped = true
            kill(pid, SIGKILL)
            waitpid(pid, nil, 0)
            close(connection)
        }

        deinit { end() }
    }

    @Test(pinsPeers) func `A running program is known by the path of its file`() throws {
        let child = try Child()
        let expected = try #require(realpath(Self.python, nil))
        defer { free(expected) }
        #expect(child.handle.executablePath(pid: child.pid) == String(cString: expected))
    }

    /// What a peer gains whose number goes to another process once it has exited: nothing.
    @Test(pinsPeers) func `A dead peer borrows nobody's program by its number`() throws {
        let child = try Child()
        child.end()
        #expect(child.handle.executablePath(pid: child.pid) == nil)
        #expect(child.handle.executablePath(pid: getpid()) == nil)
    }

    /// A mount of one's own shows any file under any path; every user may have some, in a user namespace of his own.
    @Test(pinsPeers, .enabled(if: geteuid() == 0, "only root is sure to be let mount"))
    func `A file that only the peer's own mounts show under a path is not the program of that path`() throws {
        let child = try Child { command in
            let script = "mount --bind \"$(realpath \(Self.python))\" /bin/false && exec /bin/false \"$@\""
            return ["/usr/bin/unshare", "--mount", "/bin/sh", "-c", script, "sh"] + command.dropFirst()
        }
        var path = [UInt8](repeating: 0, count: 4_096)
        let length = path.withUnsafeMutableBytes { readlink("/proc/\(child.pid)/exe", $0.baseAddress!, $0.count) }
        try #require(String(decoding: path[..<max(length, 0)], as: UTF8.self).hasSuffix("bin/false"))
        #expect(child.handle.executablePath(pid: child.pid) == nil)
    }
}
