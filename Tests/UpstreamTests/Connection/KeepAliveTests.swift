import Contract
import Gateway
import NIOCore
import NIOPosix
import Testing

@testable import TTRPC
@testable import Upstream

/// Connections are kept, replaced without a word when they died unused, and never used again when they may be out of step.
@Suite(.timeLimit(.minutes(1))) struct KeepAliveTests {
    @Test(arguments: [true, false])
    func `many calls, one connection`(isTLS: Bool) async throws {
        try await serve(isTLS) { _ in .echoing } body: { server, upstream in
            for number in 0..<50 { #expect(await upstream.attempt(.get("/\(number)")).bodyText == "/\(number)") }
            #expect(server.recorded.accepted == 1)
        }
    }

    @Test(arguments: [true, false])
    func `closed between calls: replaced without a word`(isTLS: Bool) async throws {
        try await serve(isTLS) { _ in [.awaitRequest, .echo, .close] } body: { server, upstream in
            for number in 0..<20 {
                // A POST asks the kernel first; a GET may run into a close that the loop has yet to see, and be made again.
                #expect(await upstream.attempt(.post("/\(number)", "{}")).bodyText == "/\(number)")
                await server.await(.closed(number))
            }
            #expect(server.recorded.accepted == 20)
        }
    }

    /// The loop sleeps in the middle of the close, so that only the kernel knows: what must not be repeated must not be written into it.
    /// TLS's goodbye before it is nobody's answer.
    @Test(arguments: [HTTPCall.get("/2"), .post("/2", "{}")], [true, false])
    func `a close that only the kernel knows of is seen before writing`(call: HTTPCall, isTLS: Bool) async throws {
        try await whileTheLoopSleeps(isTLS) { server in
            await server.hangUp(0)
            await server.await(.closed(0))
        } next: { server, upstream, strays in
            #expect(await upstream.attempt(call).bodyText == "/2")
            #expect(server.recorded.accepted == 2)
            #expect(strays.count == 0)
        }
    }

    /// The server waits for our goodbye before it closes TCP.
    @Test(arguments: [HTTPCall.get("/2"), .post("/2", "{}")])
    func `a goodbye without an end behind it is nobody's answer`(call: HTTPCall) async throws {
        try await whileTheLoopSleeps(true) { server in
            await server.close(0)
        } next: { server, upstream, strays in
            #expect(await upstream.attempt(call).bodyText == "/2")
            #expect(server.recorded.accepted == 2)
            #expect(strays.count == 0)
        }
    }

    /// The trap of a server that answers and closes in one breath: whoever waits must not be written into that close.
    @Test(arguments: [true, false]) func `a close beside the answer is seen before the next in line is served`(isTLS: Bool) async throws {
        let certificates = try TestCertificates.shared.get()
        let server = try await ScriptedServer(tls: isTLS ? certificates.server(.good) : nil) { number in
            number == 0 ? [.awaitRequest] : .echoing
        }
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        var configuration = UpstreamConfiguration(baseURL: try BaseURL("\(isTLS ? "https" : "http")://localhost:\(server.port)"))
        configuration.caFile = certificates.caFile
        configuration.allowConnections(1)
        let upstream = try OYUpstream(configuration: configuration, credentials: FixedCredentials(.test()), group: group)
        async let first = upstream.attempt(.get("/1"))
        await server.await(.request(0))
        async let second = upstream.attempt(.get("/2"))
        // Fails only when the queue has been reached, where `second` stands before it.
        _ = await upstream.attempt(.get("/3"), deadline: .in(.milliseconds(50)))
        let sent = ThreadLatch()
        // The loop stands still before anything is said: else it might read the answer before the close is there.
        await withCheckedContinuation { stands in
            group.next().execute {
                stands.resume()
                sent.wait()
            }
        }
        await server.say(.answer(body: "/1"), on: 0)
        await server.close(0)
        sent.open()
        #expect(await first.bodyText == "/1")
        #expect(await second.bodyText == "/2")
        await upstream.shutdown()
        try await group.shutdownGracefully()
        await server.stop()
    }

    /// After the loop stood still it may find a connection for those who wait before it finds that their time is over.
    @Test func `an attempt whose deadline has passed while it waited for a connection is not sent`() async throws {
        let server = try await ScriptedServer { _ in [.awaitRequest] }
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        var configuration = UpstreamConfiguration(baseURL: try BaseURL("http://localhost:\(server.port)"))
        configuration.allowConnections(1)
        let upstream = try OYUpstream(configuration: configuration, credentials: FixedCredentials(.test()), group: group)
        async let first = upstream.attempt(.get("/1"))
        await server.await(.request(0))
        let deadline = MonotonicInstant.in(.milliseconds(500))
        async let second = upstream.attempt(.post("/2", "{}"), deadline: deadline)
        // Fails only when the queue has been reached, where `second` stands before it.
        _ = await upstream.attempt(.get("/3"), deadline: .in(.milliseconds(50)))
        let passed = ThreadLatch()
        await withCheckedContinuation { stands in
            group.next().execute {
                stands.resume()
                passed.wait()
            }
        }
        await server.say(.answer(body: "/1"), on: 0)
        while MonotonicInstant.now < deadline { await Task.yield() }
        passed.open()
        #expect(await first.bodyText == "/1")
        #expect(await second.unsent != nil)
        await upstream.shutdown()
        try await group.shutdownGracefully()
        #expect(server.requestTexts.count == 1, "nothing was sent past its deadline")
        await server.stop()
    }

    @Test(arguments: [true, false])
    func `died after our write on a kept connection: unknown`(isTLS: Bool) async throws {
        try await serve(isTLS) { _ in [.awaitRequest, .echo, .awaitRequest, .close] } body: { server, upstream in
            #expect(await upstream.attempt(.get("/1")).bodyText == "/1")
            #expect(await upstream.attempt(.get("/2")).unknown == .connectionClosed)
            #expect(server.requestTexts.count == 2)
            #expect(await upstream.attempt(.get("/3")).bodyText == "/3")
            #expect(server.recorded.accepted == 2)
        }
    }

    @Test(arguments: ["HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged", "HTTP/1.1 2", "H", "\n", "garbage"])
    func `what follows an answer in the same read poisons the connection`(extra: String) async throws {
        for isTLS in [true, false] {
            try await serve(isTLS) { number in
                let rest = Step.send("00 OK\r\nContent-Length: 6\r\n\r\nforged")
                return number == 0 ? [.awaitRequest, .send(.answer(body: "/1") + extra), .awaitRequest, rest] : .echoing
            } body: { server, upstream in
                #expect(await upstream.attempt(.get("/1")).bodyText == "/1")
                #expect(await upstream.attempt(.get("/2")).bodyText == "/2")
                #expect(server.recorded.requests.map(\.connection) == [0, 1])
            }
        }
    }

    @Test(arguments: [true, false])
    func `bytes on an unused connection close it`(isTLS: Bool) async throws {
        try await serve(isTLS) { number in
            number == 0 ? [.awaitRequest, .echo, .awaitBytes(1)] : .echoing
        } body: { server, upstream in
            #expect(await upstream.attempt(.get("/1")).bodyText == "/1")
            await server.say(.answer(body: "forged"), on: 0)
            await server.await(.closed(0))
            #expect(await upstream.attempt(.get("/2")).bodyText == "/2")
            #expect(server.recorded.accepted == 2)
        }
    }

    /// A server that speaks before it can have read anything answers nothing; what it says must not become the answer to a payment.
    @Test(arguments: [true, false]) func `words before the request are no answer`(isTLS: Bool) async throws {
        try await serve(isTLS) { number in number == 0 ? [.send(.answer(body: "forged"))] : .echoing } body: { server, upstream in
            #expect(await upstream.warmUp() == nil)
            await server.await(.closed(0))
            #expect(await upstream.attempt(.get("/1")).bodyText == "/1")
        }
    }

    @Test(arguments: [String.answer(headers: ["Connection: close"]), "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\n{}"])
    func `a server that says that it will close is believed`(answer: String) async throws {
        try await serve(false) { _ in .answering(answer) } body: { server, upstream in
            for _ in 0..<3 { #expect(await upstream.attempt(.ping).bodyText == "{}") }
            #expect(server.recorded.requests.map(\.connection) == [0, 1, 2])
        }
    }

    /// A front answers 413 after a look at the head: behind it the next request would wait for a reader, or be taken for the body's rest.
    @Test(arguments: [true, false])
    func `a connection with a request that is still half-written is not used again`(isTLS: Bool) async throws {
        let tooLarge = [Step.awaitBytes(8192), .stopReading, .send(.answer(413))]
        try await serve(isTLS) { number in number == 0 ? tooLarge : .echoing } body: { server, upstream in
            let large = HTTPCall(verb: .post, target: "/1", body: Array(repeating: UInt8(ascii: "1"), count: 16 * 1024 * 1024))
            #expect(await upstream.attempt(large).answer?.status == 413)
            #expect(await upstream.attempt(.post("/2", "{}"), deadline: .in(.seconds(10))).bodyText == "/2")
            #expect(server.recorded.accepted == 2)
        }
    }

    @Test(arguments: [true, false])
    func `one with a large request that has left is`(isTLS: Bool) async throws {
        try await serve(isTLS) { _ in .echoing } body: { server, upstream in
            let body = String(repeating: "1", count: 1024 * 1024)
            for _ in 0..<2 { #expect(await upstream.attempt(.post("/1", body)).bodyText == "/1") }
            #expect(server.recorded.accepted == 1)
        }
    }

    @Test func `the oldest unused connections are closed`() async throws {
        try await serve(false, configure: { $0.idleTimeout = .milliseconds(50) }) { _ in .echoing } body: { server, upstream in
            #expect(await upstream.attempt(.ping).answer != nil)
            await server.await(.closed(0))
            #expect(await upstream.attempt(.ping).answer != nil)
            #expect(server.recorded.accepted == 2)
        }
    }

    @Test func `no more are kept than configured`() async throws {
        try await serve(false, configure: { $0.maxIdleConnections = 0 }) { _ in .echoing } body: { server, upstream in
            for number in 0..<3 {
                #expect(await upstream.attempt(.ping).answer != nil)
                await server.await(.closed(number))
            }
        }
    }

    @Test func `a rotated key is used for the next attempt on the same connection`() async throws {
        let server = try await ScriptedServer { _ in .echoing }
        let credentials = RotatingCredentials(try .test(key: "first"))
        try await withUpstream("http://127.0.0.1:\(server.port)", credentials: credentials) { upstream in
            _ = await upstream.attempt(.ping)
            credentials.current = try .test(key: "second")
            _ = await upstream.attempt(.ping)
        }
        #expect(server.requestTexts.map { $0.contains("\r\nX-Api-Key: first\r\n") } == [true, false])
        #expect(server.requestTexts.map { $0.contains("\r\nX-Api-Key: second\r\n") } == [false, true])
        #expect(server.recorded.accepted == 1)
        await server.stop()
    }

    @Test func `redirects are answers and are not followed`() async throws {
        let elsewhere = try await ScriptedServer { _ in .echoing }
        for status in [301, 302, 303, 307, 308] {
            try await serve(false) { _ in
                .answering(.answer(status, headers: ["Location: http://127.0.0.1:\(elsewhere.port)/api/remit"]))
            } body: { server, upstream in
                #expect(await upstream.attempt(.post("/api/remit", "{}")).answer?.status == status)
                #expect(server.requestTexts.count == 1)
            }
        }
        #expect(elsewhere.recorded.accepted == 0)
        await elsewhere.stop()
    }

    @Test func `Retry-After is passed on`() async throws {
        try await serve(false) { _ in .answering(.answer(429, headers: ["retry-after: 7"])) } body: { _, upstream in
            #expect(await upstream.attempt(.ping) == .answered(UpstreamAnswer(status: 429, retryAfter: .seconds(7), body: Array("{}".utf8))))
        }
    }

    @Test func `warm connections are there before the first call`() async throws {
        try await serve(true) { _ in .echoing } body: { server, upstream in
            #expect(await upstream.warmUp() == nil)
            #expect(await upstream.warmUp() == nil)
            #expect(server.recorded.accepted == 1)
            #expect(await upstream.attempt(.ping).answer != nil)
            #expect(server.recorded.accepted == 1)
        }
    }

    @Test func `warming up tells what is wrong`() async throws {
        let server = try await ScriptedServer { _ in [] }
        await server.stop()
        try await withUpstream("http://127.0.0.1:\(server.port)") { #expect(await $0.warmUp()?.reason == .connectionRefused) }
    }

    @Test(arguments: [
        [Step.awaitRequest], [.awaitRequest, .send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{")],
    ])
    func `time-outs after writing are unknown`(script: [Step]) async throws {
        for isTLS in [true, false] {
            try await serve(isTLS) { number in number == 0 ? script : .echoing } body: { server, upstream in
                #expect(await upstream.warmUp() == nil)
                // A machine too busy to send in time leaves it unsent, and the connection as it was: then again, with more time.
                var outcome = AttemptOutcome.surelyUnsent(AttemptFailure(.timedOut))
                for milliseconds in [200, 1000, 5000, 20000] where outcome.unsent != nil {
                    outcome = await upstream.attempt(.get("/1"), deadline: .in(.milliseconds(milliseconds)))
                }
                #expect(outcome.unknown == .timedOut)
                #expect(await upstream.attempt(.get("/2")).bodyText == "/2")
                await server.await(.closed(0))
            }
        }
    }

    @Test func `the attempt timeout ends it before a later deadline`() async throws {
        try await serve(false, configure: { $0.attemptTimeout = .milliseconds(200) }) { _ in [.awaitRequest] } body: { _, upstream in
            // Unsent where the machine was too busy to send in time; but ended long before the deadline in any case.
            #expect(await upstream.attempt(.ping).failure != nil)
        }
    }

    @Test func `a cancelled task still learns what became of it`() async throws {
        let server = try await ScriptedServer { _ in [.awaitRequest, .awaitBytes(1)] }
        try await withUpstream("http://127.0.0.1:\(server.port)") { upstream in
            let attempt = Task { await upstream.attempt(.ping) }
            await server.await(.request(0))
            attempt.cancel()
            await server.say(.answer(body: "done"), on: 0)
            #expect(await attempt.value.bodyText == "done")
        }
        await server.stop()
    }

    /// What comes while the loop sleeps is in the kernel when the next request is about to be written, and would be read as its answer.
    @Test(arguments: [HTTPCall.get("/2"), .post("/2", "{}")], [true, false])
    func `an answer that nobody asked for is seen before writing`(call: HTTPCall, isTLS: Bool) async throws {
        try await whileTheLoopSleeps(isTLS) { server in
            await server.say(.answer(body: "forged"), on: 0)
        } next: { server, upstream, strays in
            #expect(await upstream.attempt(call).bodyText == "/2")
            #expect(server.recorded.requests.map(\.connection) == [0, 1])
            #expect(strays.count == 1)
        }
    }

    /// A first request is answered. Then the loop is blocked while `event` happens, and `next` follows in the same turn.
    private func whileTheLoopSleeps(
        _ isTLS: Bool, _ event: @escaping @Sendable (ScriptedServer) async -> Void,
        next: @Sendable (ScriptedServer, OYUpstream, Tally) async -> Void
    ) async throws {
        let certificates = try TestCertificates.shared.get()
        let server = try await ScriptedServer(tls: isTLS ? certificates.server(.good) : nil) { _ in .echoing }
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        var configuration = UpstreamConfiguration(baseURL: try BaseURL("\(isTLS ? "https" : "http")://localhost:\(server.port)"))
        configuration.caFile = certificates.caFile
        let strays = Tally()
        let upstream = try OYUpstream(configuration: configuration, credentials: FixedCredentials(.test()), group: group, strays: strays)
        await withTaskExecutorPreference(EventLoopTaskExecutor(group.next())) {
            #expect(await upstream.attempt(.post("/1", "{}")).bodyText == "/1")
            let happened = ThreadLatch()
            Task.detached {
                await event(server)
                happened.open()
            }
            happened.wait()
            await next(server, upstream, strays)
        }
        await upstream.shutdown()
        try await group.shutdownGracefully()
        await server.stop()
    }

    /// A front that gave up waiting may pass the origin's answer on when it comes.
    @Test(arguments: [408, 500, 502, 503, 504, 599]) func `a connection that brought a failure is not used again`(status: Int) async throws {
        try await serve(false) { number in
            number == 0
                ? [.awaitRequest, .send(.answer(status)), .awaitRequest, .send(.answer(body: "late")), .echo] : .echoing
        } body: { server, upstream in
            #expect(await upstream.attempt(.get("/1")).answer?.status == status)
            #expect(await upstream.attempt(.get("/2")).bodyText == "/2")
            #expect(server.recorded.requests.map(\.connection) == [0, 1])
        }
    }

    private func serve(
        _ isTLS: Bool, configure: (inout UpstreamConfiguration) -> Void = { _ in }, script: @escaping @Sendable (Int) -> [Step],
        body: (ScriptedServer, OYUpstream) async throws -> Void
    ) async throws {
        let certificates = try TestCertificates.shared.get()
        let server = try await ScriptedServer(tls: isTLS ? certificates.server(.good) : nil, script: script)
        try await withUpstream(
            "\(isTLS ? "https" : "http")://localhost:\(server.port)",
            configure: {
                $0.caFile = certificates.caFile
                configure(&$0)
            }
        ) { try await body(server, $0) }
        await server.stop()
    }
}
