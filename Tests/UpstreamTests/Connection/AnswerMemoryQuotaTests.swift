import Contract
import Gateway
import Testing

@testable import Upstream

/// A server that answers at length on many connections at once.
@Suite(.timeLimit(.minutes(1))) struct AnswerMemoryQuotaTests {
    private static func text(_ count: Int) -> String { String(repeating: "x", count: count) }

    @Test func largeAnswersOnAllConnectionsHaveOneBound() async throws {
        let answers = AnswerMemoryQuota(limit: 700_000)
        let server = try await ScriptedServer { number in
            switch number {
            case 0: [.awaitRequest, .send("HTTP/1.1 200 OK\r\nContent-Length: 300000\r\n\r\n" + Self.text(200_000))]
            case 1: .answering(.answer(body: Self.text(64 * 1024)))
            default: .answering(.answer(body: Self.text(500_000)))
            }
        }
        let url = "http://127.0.0.1:\(server.port)"
        try await withUpstream(url, answers: answers) { slow in
            let outcome = Task { await slow.attempt(.ping) }
            while answers.heldBytes < 200_000 { try await Task.sleep(for: .milliseconds(1)) }
            try await withUpstream(url, answers: answers) { other in
                // A small one has room, which is not counted.
                #expect(await other.attempt(.ping).bodyText?.utf8.count == 64 * 1024)
            }
            try await withUpstream(url, answers: answers) { other in
                #expect(await other.attempt(.ping).unknown == .answerTooLarge)
                await server.say(Self.text(100_000), on: 0)
                #expect(await outcome.value.bodyText?.utf8.count == 300_000)
                #expect(answers.heldBytes == 0)
                #expect(await other.attempt(.ping).bodyText?.utf8.count == 500_000)
            }
        }
        #expect(answers.heldBytes == 0)
        await server.stop()
    }

    @Test(arguments: [[Step.close], [.reset], [.send(text(900_000))]])
    func whatALargeAnswerHoldsIsGivenBackWhereItFails(end: [Step]) async throws {
        let answers = AnswerMemoryQuota(limit: 1_500_000)
        let server = try await ScriptedServer { _ in
            [.awaitRequest, .send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n186a00\r\n" + Self.text(200_000))] + end
        }
        let url = "http://127.0.0.1:\(server.port)"
        try await withUpstream(url, answers: answers, configure: { $0.maxAnswerBytes = 1_000_000 }) { upstream in
            #expect(await upstream.attempt(.ping).failure != nil)
            #expect(answers.heldBytes == 0)
        }
        #expect(answers.heldBytes == 0)
        await server.stop()
    }

    @Test func whatIsKeptBackIsHeldUntilItIsTold() async throws {
        let answers = AnswerMemoryQuota(limit: 1_000_000)
        // It names no payout, so that it has to stand alone on a connection that has served before.
        let server = try await ScriptedServer { _ in 
            [.awaitRequest, .send(.answer(body: #"["pay-1"]"#)), .awaitRequest, .send(.answer(body: Self.text(200_000)))]
        }
        try await withUpstream("http://127.0.0.1:\(server.port)", answers: answers) { upstream in
            let call = HTTPCall(verb: .post, target: "/api/remit", body: Array("{}".utf8), nameInAnswer: "pay-1")
            #expect(await upstream.attempt(call).answer != nil)
            async let outcome = upstream.attempt(call)
            while answers.heldBytes < 200_000 { try await Task.sleep(for: .milliseconds(1)) }
            let body = await outcome.bodyText
            #expect(body?.utf8.count == 200_000)
            #expect(answers.heldBytes == 0)
        }
        await server.stop()
    }
}
