import Contract
import Gateway
import NIOCore
import NIOSSL
import Testing

@testable import Upstream

/// A server that closes, breaks or misbehaves at every step after a connection is open, and what may be believed of the attempt then.
@Suite(.timeLimit(.minutes(2))) struct OutcomeTests {
    enum Expectation: Sendable {
        case answered(Int, String)
        case unknown(AttemptFailure.Reason)
    }

    struct Row: Sendable, CustomTestStringConvertible {
        var name: String
        var script: [Step]
        var expected: Expectation
        var testDescription: String { name }
    }

    static let head = "HTTP/1.1 200 OK\r\n"
    static let manyHeaders = (0..<300).map { "X-\($0): 1\r\n" }.joined()

    static let rows: [Row] = [
        Row(name: "closes before reading", script: [.close], expected: .unknown(.connectionClosed)),
        Row(name: "closes in the request", script: [.awaitBytes(10), .close], expected: .unknown(.connectionClosed)),
        Row(name: "closes after the request", script: [.awaitRequest, .close], expected: .unknown(.connectionClosed)),
        Row(name: "resets after the request", script: [.awaitRequest, .reset], expected: .unknown(.connectionClosed)),
        Row(name: "closes TCP alone after the request", script: [.awaitRequest, .truncate], expected: .unknown(.connectionClosed)),
        Row(name: "closes in the status line", script: [.awaitRequest, .send("HTTP/1.1 20"), .close], expected: .unknown(.connectionClosed)),
        Row(name: "closes in the headers", script: [.awaitRequest, .send(head + "Content-Le"), .close], expected: .unknown(.connectionClosed)),
        Row(
            name: "closes before the body", script: [.awaitRequest, .send(head + "Content-Length: 2\r\n\r\n"), .close],
            expected: .unknown(.connectionClosed)),
        Row(
            name: "closes in the body", script: [.awaitRequest, .send(head + "Content-Length: 20\r\n\r\n{}"), .close],
            expected: .unknown(.connectionClosed)),
        Row(
            name: "resets in the body", script: [.awaitRequest, .send(head + "Content-Length: 20\r\n\r\n{}"), .reset],
            expected: .unknown(.connectionClosed)),
        Row(
            name: "closes in a chunk", script: [.awaitRequest, .send(head + "Transfer-Encoding: chunked\r\n\r\n5\r\n{}"), .close],
            expected: .unknown(.connectionClosed)),
        Row(
            name: "closes before the last chunk",
            script: [.awaitRequest, .send(head + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n"), .close],
            expected: .unknown(.connectionClosed)),
        Row(
            name: "closes in the last chunk",
            script: [.awaitRequest, .send(head + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n"), .close],
            expected: .unknown(.connectionClosed)),
        Row(name: "closes after 100", script: [.awaitRequest, .send("HTTP/1.1 100 Continue\r\n\r\n"), .close], expected: .unknown(.connectionClosed)),

        Row(name: "answers", script: [.awaitRequest, .send(.answer())], expected: .answered(200, "{}")),
        Row(name: "answers and closes at once", script: [.awaitRequest, .send(.answer()), .close], expected: .answered(200, "{}")),
        Row(name: "answers and resets TCP under TLS", script: [.awaitRequest, .send(.answer()), .truncate], expected: .answered(200, "{}")),
        Row(
            name: "answers in chunks",
            script: [
                .awaitRequest, .send(head + "Transfer-Encoding: chunked\r\n\r\n2;x=y\r\n{\"\r\n"),
                .send("4\r\na\":1\r\n1\r\n}\r\n0\r\nX-Trailer: 1\r\n\r\n"),
            ],
            expected: .answered(200, "{\"a\":1}")),
        Row(name: "answers byte by byte", script: [.awaitRequest] + String.answer().map { .send(String($0)) }, expected: .answered(200, "{}")),
        Row(name: "answers with nothing", script: [.awaitRequest, .send(.answer(body: ""))], expected: .answered(200, "")),
        Row(name: "204 has no body", script: [.awaitRequest, .send("HTTP/1.1 204 No Content\r\n\r\n")], expected: .answered(204, "")),
        Row(
            name: "says 100 first",
            script: [.awaitRequest, .send("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + .answer())],
            expected: .answered(200, "{}")),
        Row(
            name: "ends the body by closing", script: [.awaitRequest, .send(head + "\r\n{\"a\":"), .send("1}"), .close],
            expected: .answered(200, "{\"a\":1}")),
        Row(name: "HTTP/1.0", script: [.awaitRequest, .send("HTTP/1.0 200 OK\r\n\r\n{}"), .close], expected: .answered(200, "{}")),
        Row(name: "ends the body by a reset", script: [.awaitRequest, .send(head + "\r\n{}"), .reset], expected: .unknown(.connectionClosed)),
        Row(name: "an error page", script: [.awaitRequest, .send(.answer(504, body: "<html>"))], expected: .answered(504, "<html>")),

        Row(name: "not HTTP", script: [.awaitRequest, .send("hello, is it me\r\n\r\n")], expected: .unknown(.answerUnreadable)),
        Row(name: "HTTP/2", script: [.awaitRequest, .send("HTTP/2.0 200 OK\r\n\r\n")], expected: .unknown(.answerUnreadable)),
        Row(
            name: "switches protocols",
            script: [.awaitRequest, .send("HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n")],
            expected: .unknown(.answerUnreadable)),
        Row(name: "status 600", script: [.awaitRequest, .send(.answer(600))], expected: .unknown(.answerUnreadable)),
        Row(
            name: "two lengths", script: [.awaitRequest, .send(head + "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}")],
            expected: .unknown(.answerUnreadable)),
        Row(
            name: "length and chunks",
            script: [.awaitRequest, .send(head + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n")],
            expected: .unknown(.answerUnreadable)),
        Row(
            name: "a coding unknown", script: [.awaitRequest, .send(head + "Transfer-Encoding: gzip\r\n\r\n{}"), .close],
            expected: .unknown(.answerUnreadable)),
        Row(name: "a negative length", script: [.awaitRequest, .send(head + "Content-Length: -1\r\n\r\n{}")], expected: .unknown(.answerUnreadable)),
        Row(
            name: "a bad chunk size", script: [.awaitRequest, .send(head + "Transfer-Encoding: chunked\r\n\r\nzz\r\n")],
            expected: .unknown(.answerUnreadable)),

        Row(name: "a length too large", script: [.awaitRequest, .send(head + "Content-Length: 1001\r\n\r\n")], expected: .unknown(.answerTooLarge)),
        Row(
            name: "chunks too large",
            script: [.awaitRequest, .send(head + "Transfer-Encoding: chunked\r\n\r\n3e9\r\n" + String(repeating: "x", count: 1001))],
            expected: .unknown(.answerTooLarge)),
        Row(
            name: "a body without end", script: [.awaitRequest, .send(head + "\r\n" + String(repeating: "x", count: 1001))],
            expected: .unknown(.answerTooLarge)),
        Row(
            name: "a body just small enough", script: [.awaitRequest, .send(.answer(body: String(repeating: "x", count: 1000)))],
            expected: .answered(200, String(repeating: "x", count: 1000))),
        Row(
            name: "a header too long",
            script: [.awaitRequest, .send(head + "X: " + String(repeating: "x", count: 20_000) + "\r\n\r\n")],
            expected: .unknown(.answerUnreadable)),
        Row(name: "too many headers", script: [.awaitRequest, .send(head + manyHeaders + "\r\n")], expected: .unknown(.answerUnreadable)),
        Row(
            name: "100 for ever",
            script: [.awaitRequest, .send(String(repeating: "HTTP/1.1 100 Continue\r\n\r\n", count: 40_000))],
            expected: .unknown(.answerTooLarge)),
    ]

    @Test(arguments: rows) func overTCP(row: Row) async throws {
        let server = try await ScriptedServer { _ in row.script }
        try await withUpstream("http://127.0.0.1:\(server.port)", configure: { $0.maxAnswerBytes = 1000 }) { upstream in
            check(await upstream.attempt(.post("/api/remit", "{}")), row)
        }
        await server.stop()
    }

    @Test(arguments: rows) func overTLS(row: Row) async throws {
        let certificates = try TestCertificates.shared.get()
        let server = try await ScriptedServer(tls: certificates.server(.good)) { _ in row.script }
        try await withUpstream(
            "https://localhost:\(server.port)",
            configure: {
                $0.maxAnswerBytes = 1000
                $0.caFile = certificates.caFile
            }
        ) { upstream in
            check(await upstream.attempt(.post("/api/remit", "{}")), row)
        }
        await server.stop()
    }

    @Test func aBodyCutByTheEndOfTCPWithoutTLSGoodbyeIsNotWhole() async throws {
        let certificates = try TestCertificates.shared.get()
        let server = try await ScriptedServer(tls: certificates.server(.good)) { _ in
            [.awaitRequest, .send(Self.head + "\r\n{\"status\":1}"), .truncate]
        }
        try await withUpstream("https://localhost:\(server.port)", configure: { $0.caFile = certificates.caFile }) { upstream in
            let outcome = await upstream.attempt(.ping)
            #expect(outcome.unknown == .connectionClosed)
        }
        await server.stop()
    }

    /// Rule 3 counts the settling time from the attempt's end, so the kernel must not go on sending what it still has of it.
    @Test(arguments: [false, true]) func whatIsGivenUpLeavesNoByteBehind(isTLS: Bool) async throws {
        let certificates = try TestCertificates.shared.get()
        let server = try await ScriptedServer(tls: isTLS ? certificates.server(.good) : nil) { _ in [.awaitRequest] }
        try await withUpstream(
            isTLS ? "https://localhost:\(server.port)" : "http://127.0.0.1:\(server.port)",
            configure: { $0.caFile = isTLS ? certificates.caFile : nil }
        ) { upstream in
            #expect(await upstream.warmUp() == nil)
            // A machine too busy to send in time leaves it unsent, and the connection as it was: then again, with more time.
            var outcome = AttemptOutcome.surelyUnsent(AttemptFailure(.timedOut))
            for milliseconds in [300, 1000, 5000, 20000] where outcome.unsent != nil {
                outcome = await upstream.attempt(.post("/api/remit", "{}"), deadline: .in(.milliseconds(milliseconds)))
            }
            #expect(outcome.unknown == .timedOut)
            await server.await(.reset(0))
        }
        await server.stop()
    }

    private func check(_ outcome: AttemptOutcome, _ row: Row) {
        switch row.expected {
        case .answered(let status, let body):
            #expect(outcome.answer?.status == status, "\(outcome)")
            #expect(outcome.bodyText == body)
        case .unknown(let reason):
            #expect(outcome.unknown == reason, "\(outcome)")
        }
    }
}
