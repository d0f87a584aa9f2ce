import Glibc
import NIOCore
import NIOPosix
import TestSupport
import Testing

@testable import TTRPC

@Suite struct UnixListenerTests {
    private let directory: TemporaryDirectory
    private var path: String { directory.path + "/s" }

    init() throws {
        directory = try TemporaryDirectory()
    }

    private func mode(of path: String) -> UInt32? {
        var status = stat()
        return lstat(path, &status) == 0 ? status.st_mode & 0o7777 : nil
    }

    /// Serves on `listener` while an echo is made, then closes it.
    private func serveOneEcho(on listener: UnixListener, at path: String) async throws {
        let server = Server(handler: TestHandler(), group: .singletonMultiThreadedEventLoopGroup, quota: .ample)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.run(on: listener) }
            let client = try await Client.connect(path: path, group: .singletonMultiThreadedEventLoopGroup)
            #expect(try await client.unary(service: "test.Service", method: "Echo", payload: [1]) == [1])
            await client.close()
            server.drain(timeout: .seconds(3_600))
            try await group.waitForAll()
        }
    }

    @Test func `The socket has the mode and the group it was given, whatever the umask`() throws {
        let listener = try UnixListener.bind(path: path, mode: 0o620, group: getgid())
        #expect(mode(of: path) == 0o620)
        withExtendedLifetime(listener) {}
    }

    @Test func `A stale socket file is replaced, and the new one is removed at the end`() async throws {
        let dead = try UnixListener.bind(path: path)
        close(dead.takeDescriptor())
        #expect(mode(of: path) != nil)
        let listener = try UnixListener.bind(path: path)
        try await serveOneEcho(on: listener, at: path)
        #expect(mode(of: path) == nil)
    }

    @Test func `A live socket is left alone`() async throws {
        let live = try UnixListener.bind(path: path)
        #expect(throws: UnixListener.Failure.self) { try UnixListener.bind(path: path) }
        try await serveOneEcho(on: live, at: path)
    }

    @Test func `What is no socket is left alone`() throws {
        let file = open(path, O_CREAT | O_WRONLY, 0o600)
        close(file)
        let failure = #expect(throws: UnixListener.Failure.self) { try UnixListener.bind(path: path) }
        #expect(failure?.description == "\(path): something that is not a socket is there")
        #expect(mode(of: path) == 0o600)
    }

    @Test func `A socket file that is another's by now is not removed`() async throws {
        let first = try UnixListener.bind(path: path)
        let moved = directory.path + "/t"
        #expect(rename(path, moved) == 0)
        let second = try UnixListener.bind(path: path)
        try await serveOneEcho(on: first, at: moved)
        #expect(mode(of: path) != nil)
        withExtendedLifetime(second) {}
    }

    @Test func `A directory symlink that is turned elsewhere moves nothing`() async throws {
        let (real, other, link) = (directory.path + "/real", directory.path + "/other", directory.path + "/link")
        for folder in [real, other] { #expect(mkdir(folder, 0o700) == 0) }
        #expect(symlink(real, link) == 0)
        let listener = try UnixListener.bind(path: link + "/s", mode: 0o620)
        // Somebody turns the link, and puts a file of the same name where it leads now.
        let bait = open(other + "/s", O_CREAT | O_WRONLY, 0o600)
        close(bait)
        #expect(unlink(link) == 0 && symlink(other, link) == 0)
        #expect(mode(of: real + "/s") == 0o620)
        try await serveOneEcho(on: listener, at: real + "/s")
        #expect(mode(of: real + "/s") == nil, "its own file is removed")
        #expect(mode(of: other + "/s") == 0o600, "the other is left alone")
    }

    @Test func `What was put in the place of the new socket gets no mode from us`() throws {
        let held = try #require(SocketDirectory(directory.path))
        let victim = directory.path + "/victim"
        close(open(victim, O_CREAT | O_WRONLY, 0o600))
        #expect(symlink(victim, path) == 0)
        #expect(held.grant("s", mode: 0o666, group: nil) == nil)
        #expect(held.grant("victim", mode: 0o666, group: nil) == nil)
        #expect(mode(of: victim) == 0o600)
    }

    @Test func `A directory that is not there is named`() throws {
        let failure = #expect(throws: UnixListener.Failure.self) { try UnixListener.bind(path: directory.path + "/no/s") }
        #expect(failure?.description.contains("/no/s: can't open its directory: No such file") == true)
    }

    @Test func `A path is at most 107 bytes and has no NUL`() throws {
        let longest = "/" + String(repeating: "x", count: 106)
        #expect(try UnixAddress(path: longest).path == longest)
        let failure = #expect(throws: UnixListener.Failure.self) { try UnixAddress(path: longest + "x") }
        #expect(failure?.description.hasSuffix("a socket's path has at most 107 bytes, this one 108") == true)
        #expect(throws: UnixListener.Failure.self) { try UnixAddress(path: "/tmp/a\0b") }
        #expect(throws: UnixListener.Failure.self) { try UnixAddress(path: "") }
    }

    @Test(arguments: [false, true])
    func `Hundreds of callers can wait for a server that is busy, also on a socket that was handed over`(isHandedOver: Bool) async throws {
        let loops = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let server = Server(handler: TestHandler(), group: loops, quota: .ample)
        let made = try UnixListener.bind(path: path)
        let listener = isHandedOver ? try UnixListener.adopt(made.takeDescriptor()) : made
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.run(on: listener) }
            let client = try await Client.connect(path: path, group: .singletonMultiThreadedEventLoopGroup)
            #expect(try await client.unary(service: "test.Service", method: "Echo", payload: [1]) == [1])
            await client.close()
            var ends: [CInt] = [-1, -1]
            #expect(pipe(&ends) == 0)
            let (reading, writing) = (ends[0], ends[1])
            // Not a promise of the loop, which could not be heard of any more.
            let (busy, isBusy) = AsyncStream.makeStream(of: Void.self)
            loops.next().execute {
                isBusy.finish()
                var byte: UInt8 = 0
                _ = read(reading, &byte, 1)
            }
            for await _ in busy {}
            let address = try UnixAddress(path: path)
            let callers = (0..<300).map { _ in socket(AF_UNIX, CInt(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue), 0) }
            #expect(callers.count { address.connect($0) == 0 } == callers.count)
            for descriptor in callers + [writing] { close(descriptor) }
            server.drain(timeout: .zero)
            try await group.waitForAll()
            close(reading)
        }
        try await loops.shutdownGracefully()
    }

    @Test func `A descriptor that listens already is served, another one is refused`() async throws {
        let handedOver = try UnixListener.bind(path: path).takeDescriptor()
        try await serveOneEcho(on: try UnixListener.adopt(handedOver), at: path)
        #expect(mode(of: path) != nil, "whoever made the file removes it")
        let file = open("/dev/null", O_RDONLY)
        defer { close(file) }
        #expect(throws: UnixListener.Failure.self) { try UnixListener.adopt(file) }
        let unbound = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0)
        defer { close(unbound) }
        #expect(throws: UnixListener.Failure.self) { try UnixListener.adopt(unbound) }
    }
}
