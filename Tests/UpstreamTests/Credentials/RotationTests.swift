import Gateway
import Testing

@testable import Upstream

/// A rotated pair of credentials takes effect from the next attempt on, also on connections that are open already, and
/// no request ever has one half of it (docs/threat-model.md).
@Suite(.timeLimit(.minutes(2))) struct RotationTests {
    @Test func noRequestMixesTwoPairs() async throws {
        let server = try await ScriptedServer { _ in .echoing }
        let credentials = RotatingCredentials(try .test("user-0", key: "key-of-user-0"))
        let rounds = 50
        try await withUpstream("http://127.0.0.1:\(server.port)", credentials: credentials, loops: 2) { upstream in
            await withTaskGroup(of: Void.self) { group in
                for caller in 0..<8 {
                    group.addTask {
                        for round in 0..<rounds { _ = await upstream.attempt(.get("/\(caller)/\(round)")) }
                    }
                }
                group.addTask {
                    for number in 1..<1_000 {
                        guard let next = try? Credentials.test("user-\(number)", key: "key-of-user-\(number)") else { return }
                        credentials.current = next
                        await Task.yield()
                    }
                }
            }
        }
        #expect(server.requestTexts.count == 8 * rounds)
        #expect(server.recorded.accepted < 8 * rounds, "warm connections were used")
        var pairs: Set<String> = []
        for request in server.requestTexts {
            let user = try #require(Self.header("X-OY-Username", in: request))
            let key = try #require(Self.header("X-Api-Key", in: request))
            #expect(key == "key-of-\(user)")
            pairs.insert(user)
        }
        #expect(pairs.count > 1, "they were rotated while calls flew")
        await server.stop()
    }

    @Test func aWarmConnectionSendsTheNewPairAtOnce() async throws {
        let server = try await ScriptedServer { _ in .echoing }
        let credentials = RotatingCredentials(try .test("first", key: "key-of-first"))
        try await withUpstream("http://127.0.0.1:\(server.port)", credentials: credentials) { upstream in
            _ = await upstream.attempt(.ping)
            credentials.current = try .test("second", key: "key-of-second")
            _ = await upstream.attempt(.ping)
        }
        #expect(server.recorded.accepted == 1)
        #expect(server.requestTexts.map { Self.header("X-Api-Key", in: $0) } == ["key-of-first", "key-of-second"])
        #expect(server.requestTexts.map { Self.header("X-OY-Username", in: $0) } == ["first", "second"])
        await server.stop()
    }

    /// Rule 3: what must go as a certain partner is not sent as another, and the connection is as good as before.
    @Test func whatMustGoAsAnotherIsNotSent() async throws {
        let server = try await ScriptedServer { _ in .echoing }
        let credentials = RotatingCredentials(try .test("first", key: "key-of-first"))
        try await withUpstream("http://127.0.0.1:\(server.port)", credentials: credentials) { upstream in
            let first = upstream.partner
            #expect(await upstream.attempt(.ping, as: first).answer != nil)
            credentials.current = try .test("first", key: "a-new-key-of-first")
            #expect(upstream.partner == first)
            #expect(await upstream.attempt(.ping, as: first).answer != nil)
            credentials.current = try .test("second", key: "key-of-second")
            #expect(upstream.partner != first)
            for _ in 0..<3 {
                #expect(await upstream.attempt(.post("/api/remit", "{}"), as: first).unsent == .partnerChanged)
            }
            #expect(await upstream.attempt(.ping).answer != nil)
        }
        #expect(server.recorded.accepted == 1)
        #expect(server.requestTexts.map { Self.header("X-OY-Username", in: $0) } == ["first", "first", "second"])
        await server.stop()
    }

    private static func header(_ name: String, in request: String) -> String? {
        request.split(separator: "\r\n").first { $0.hasPrefix("\(name): ") }.map { String($0.dropFirst(name.count + 2)) }
    }
}
