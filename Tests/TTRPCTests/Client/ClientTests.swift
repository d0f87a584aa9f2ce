import NIOCore
import NIOPosix
import TestSupport
import Testing

@testable import TTRPC

/// The client against the server of this target; that stock clients work is shown by the clients of other languages.
@Suite(.timeLimit(.minutes(5))) struct ClientTests {
    private static func connect(to server: RunningServer) async throws(Status) -> Client {
        try await Client.connect(path: server.path, group: .singletonMultiThreadedEventLoopGroup)
    }

    private static func call(
        _ client: Client, _ method: String, _ payload: [UInt8] = [], timeout: Duration? = nil
    ) async throws(Status) -> [UInt8] {
        try await client.unary(service: "test.Service", method: method, payload: payload, timeout: timeout)
    }

    /// What a call ends in.
    private static func status(
        of client: Client, _ method: String, _ payload: [UInt8] = [], timeout: Duration? = nil
    ) async -> Status? {
        do throws(Status) {
            _ = try await call(client, method, payload, timeout: timeout)
            return nil
        } catch {
            return error
        }
    }

    @Test func `A thousand calls are in flight on one connection`() async throws {
        try await RunningServer.serve { server in
            let client = try await Self.connect(to: server)
            try await withThrowingTaskGroup(of: [UInt8].self) { group in
                for _ in 0..<999 { group.addTask { try await Self.call(client, "Gate") } }
                try await server.events.wait(for: "started Gate", count: 999)
                #expect(try await Self.call(client, "Open") == Array("opened".utf8))
                for try await answer in group { #expect(answer == Array("gated".utf8)) }
            }
            await client.close()
        }
    }

    @Test func `Errors come as the server sent them`() async throws {
        try await RunningServer.serve { server in
            let client = try await Self.connect(to: server)
            #expect(await Self.status(of: client, "Fail") == Status(.invalidArgument, "no such thing"))
            #expect(await Self.status(of: client, "Nope")?.code == .unimplemented)
            #expect(await Self.status(of: client, "Echo", timeout: .zero)?.code == .deadlineExceeded)
            let tooLong = [UInt8](repeating: 0, count: 4_194_304)
            #expect(await Self.status(of: client, "Echo", tooLong)?.code == .resourceExhausted)
            #expect(try await Self.call(client, "Echo", [1], timeout: .seconds(60)) == [1])
            #expect(try await Self.call(client, "Echo") == [])
            await client.close()
        }
    }

    @Test func `A deadline passes here though the server says nothing`() async throws {
        try await SilentServer.serve { path in
            let client = try await Client.connect(path: path, group: .singletonMultiThreadedEventLoopGroup)
            let status = await Self.status(of: client, "Echo", timeout: .milliseconds(1))
            #expect(status == Status.deadlineExceeded)
            await client.close()
        }
    }

    @Test func `A lost connection is UNAVAILABLE to every call in flight, and to those after`() async throws {
        try await RunningServer.serve { server in
            let client = try await Self.connect(to: server)
            try await withThrowingTaskGroup(of: Status?.self) { group in
                for _ in 0..<10 { group.addTask { await Self.status(of: client, "Hold") } }
                try await server.events.wait(for: "started Hold", count: 10)
                await client.close()
                for try await status in group { #expect(status == Status.connectionLost) }
            }
            #expect(await Self.status(of: client, "Echo") == Status.connectionLost)
        }
    }

    @Test func `A cancelled task is CANCELLED, the connection goes on`() async throws {
        try await RunningServer.serve { server in
            let client = try await Self.connect(to: server)
            try await withThrowingTaskGroup(of: Status?.self) { group in
                group.addTask { await Self.status(of: client, "Hold") }
                try await server.events.wait(for: "started Hold")
                group.cancelAll()
                for try await status in group { #expect(status == Status.cancelled) }
                group.addTask { await Self.status(of: client, "Hold") }
                for try await status in group { #expect(status == Status.cancelled) }
            }
            #expect(try await Self.call(client, "Echo", [1]) == [1])
            await client.close()
        }
    }

    @Test func `Nobody listens`() async throws {
        do throws(Status) {
            _ = try await Client.connect(path: "/tmp/there-is-no-such-socket", group: .singletonMultiThreadedEventLoopGroup)
            Issue.record("connected to nothing")
        } catch {
            #expect(error.code == .unavailable)
        }
    }

    // MARK: Streams

    private static func stream(_ client: Client, _ method: String, _ payload: String = "") -> ServerStream {
        client.serverStream(service: "test.Service", method: method, payload: Array(payload.utf8))
    }

    @Test func `A stream's messages come in order, then its end`() async throws {
        try await RunningServer.serve { server in
            let client = try await Self.connect(to: server)
            var messages: [String] = []
            for try await message in Self.stream(client, "Count", "5000") {
                messages.append(String(decoding: message, as: UTF8.self))
            }
            #expect(messages == (0..<5_000).map { "\($0)" })
            var empty: [[UInt8]] = []
            for try await message in Self.stream(client, "Empty") { empty.append(message) }
            #expect(empty == [[]])
            await client.close()
        }
    }

    @Test func `A stream may be written to from anywhere`() async throws {
        try await RunningServer.serve { server in
            let client = try await Self.connect(to: server)
            var messages: [[UInt8]] = []
            for try await message in Self.stream(client, "Elsewhere") { messages.append(message) }
            #expect(messages == (0..<100).map { [UInt8($0)] })
            await client.close()
        }
    }

    @Test func `A stream's error comes after its messages`() async throws {
        try await RunningServer.serve { server in
            let client = try await Self.connect(to: server)
            let iterator = Self.stream(client, "Break").makeAsyncIterator()
            #expect(try await iterator.next(isolation: nil) == Array("last words".utf8))
            await #expect(throws: Status(.dataLoss, "broken")) { try await iterator.next(isolation: nil) }
            await #expect(throws: Status(.dataLoss, "broken")) { try await iterator.next(isolation: nil) }
            await client.close()
        }
    }

    @Test func `A stream that is let go does not stand in the way of other calls`() async throws {
        try await RunningServer.serve { server in
            let client = try await Self.connect(to: server)
            for try await message in Self.stream(client, "Flood") {
                #expect(message.count == 64 * 1_024)
                break
            }
            #expect(try await Self.call(client, "Echo", [1]) == [1])
            await client.close()
        }
    }

    @Test func `A stream that is not read stops its writer`() async throws {
        try await RunningServer.serve { server in
            let client = try await Self.connect(to: server)
            let iterator = Self.stream(client, "Flood").makeAsyncIterator()
            #expect(try await iterator.next(isolation: nil)?.count == 64 * 1_024)
            let other = try await Self.connect(to: server)
            for _ in 0..<500 { _ = try await Self.call(other, "Echo") }
            // 1 MiB is held here, 256 KiB queued there, the rest is what sockets take.
            #expect(server.events.count(of: "flooded") < 64)
            // Reading makes it go on.
            let before = server.events.count(of: "flooded")
            for _ in 0..<100 { _ = try await iterator.next(isolation: nil) }
            #expect(server.events.count(of: "flooded") > before)
            await client.close()
            await other.close()
        }
    }
}

/// A socket that takes connections and says nothing.
private enum SilentServer {
    static func serve(_ body: (String) async throws -> Void) async throws {
        let directory = try TemporaryDirectory()
        let path = directory.path + "/s"
        // The kernel completes connections to a listening socket that nobody accepts from.
        let listener = try UnixListener.bind(path: path)
        try await body(path)
        withExtendedLifetime((listener, directory)) {}
    }
}
