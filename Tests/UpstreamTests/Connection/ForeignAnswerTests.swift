import Contract
import Gateway
import NIOCore
import Testing

@testable import Upstream

/// An answer that does not say to which call it is may be that to an earlier one on the same connection. It counts as alone only if
/// nothing else comes.
@Suite(.timeLimit(.minutes(1))) struct ForeignAnswerTests {
    private static let refusal = String.answer(body: #"{"status":{"code":"206"}}"#)

    private static func answer(to name: String) -> String { .answer(body: #"{"partner_trx_id":"\#(name)"}"#) }

    private static func call(_ name: String) -> HTTPCall {
        HTTPCall(verb: .post, target: "/api/remit", body: Array("{}".utf8), nameInAnswer: name)
    }

    /// A first call is answered by its name, a second one as `script` says.
    private func serve(
        isTLS: Bool = false, _ script: [Step], body: (ScriptedServer, OYUpstream) async throws -> Void
    ) async throws {
        let certificates = try TestCertificates.shared.get()
        let server = try await ScriptedServer(tls: isTLS ? certificates.server(.good) : nil) { number in
            number == 0
                ? [.awaitRequest, .send(Self.answer(to: "pay-1")), .awaitRequest] + script : .answering(Self.answer(to: "pay-3"))
        }
        try await withUpstream("\(isTLS ? "https" : "http")://localhost:\(server.port)", configure: { $0.caFile = certificates.caFile }) {
            #expect(await $0.attempt(Self.call("pay-1")).answer?.standsAlone == true)
            try await body(server, $0)
        }
        await server.stop()
    }

    @Test("one that brings its name is told at once, and the connection kept") func named() async throws {
        try await serve([.send(Self.answer(to: "pay-2")), .awaitRequest, .send(Self.answer(to: "pay-3"))]) { server, upstream in
            #expect(await upstream.attempt(Self.call("pay-2")).answer?.standsAlone == false)
            #expect(await upstream.attempt(Self.call("pay-3")).answer != nil)
            #expect(server.recorded.requests.map(\.connection) == [0, 0, 0])
        }
    }

    @Test("one that brings no name, and then silence, stands alone", arguments: [true, false])
    func silence(isTLS: Bool) async throws {
        try await serve(isTLS: isTLS, [.send(Self.refusal), .awaitRequest]) { server, upstream in
            async let second = upstream.attempt(Self.call("pay-2"))
            await server.await(.request(0))
            await server.await(.request(0))
            // Meanwhile the connection is not used.
            #expect(await upstream.attempt(Self.call("pay-3")).answer != nil)
            let answer = try #require(await second.answer)
            #expect(answer.standsAlone && String(decoding: answer.body, as: UTF8.self).contains("206"))
            await server.await(.closed(0))
            #expect(server.recorded.requests.map(\.connection) == [0, 0, 1])
        }
    }

    static let sequels: [[Step]] = [
        [.send(refusal), .send(answer(to: "pay-2"))], [.send(refusal + answer(to: "pay-2"))], [.send(refusal), .send("H")],
        [.send(refusal), .close], [.send(refusal), .truncate],
    ]

    @Test("one that is followed by anything does not", arguments: sequels, [true, false])
    func followed(sequel: [Step], isTLS: Bool) async throws {
        try await serve(isTLS: isTLS, sequel + [.awaitRequest]) { server, upstream in
            let answer = try #require(await upstream.attempt(Self.call("pay-2")).answer)
            #expect(String(decoding: answer.body, as: UTF8.self).contains("206"))
            #expect(!answer.standsAlone)
            #expect(await upstream.attempt(Self.call("pay-3")).answer != nil)
            #expect(server.recorded.requests.map(\.connection) == [0, 0, 1])
        }
    }

    @Test("a server that says that it will close, and does, says no more", arguments: [true, false])
    func announcedEnd(isTLS: Bool) async throws {
        try await serve(isTLS: isTLS, [.send(.answer(403, headers: ["Connection: close"])), .close]) { _, upstream in
            #expect(await upstream.attempt(Self.call("pay-2")).answer?.standsAlone == true)
        }
    }

    @Test("the attempt's deadline ends the waiting, and nothing is proved") func deadline() async throws {
        try await serve([.send(Self.refusal), .awaitRequest]) { _, upstream in
            let outcome = await upstream.attempt(Self.call("pay-2"), deadline: .in(Limits.silence / 2))
            // A machine too busy to have the answer by then leaves it unknown, or unsent.
            #expect(outcome.answer?.standsAlone != true)
        }
    }

    @Test("a connection that brought no name first is not used again") func namelessFirst() async throws {
        let server = try await ScriptedServer { _ in .answering(Self.refusal) }
        try await withUpstream("http://127.0.0.1:\(server.port)") { upstream in
            for _ in 0..<3 { #expect(await upstream.attempt(Self.call("pay-1")).answer?.standsAlone == true) }
        }
        #expect(server.recorded.requests.map(\.connection) == [0, 1, 2])
        await server.stop()
    }

    @Test("shutting down waits for the silence") func shutdown() async throws {
        try await serve([.send(Self.refusal), .awaitRequest]) { server, upstream in
            async let second = upstream.attempt(Self.call("pay-2"))
            await server.await(.request(0))
            await server.await(.request(0))
            await upstream.shutdown()
            #expect(await second.answer?.standsAlone == true)
        }
    }
}
