import Foundation
import FoundationNetworking
import TestSupport
import Testing

/// The bounds of the callback listener, tried against the real daemon.
@Suite(.serialized, .ownProcesses) struct CallbackBoundsTests {
    private static func verdict(_ number: Int) -> String { #"{"status":{"code":"000","message":"\#(number)"}}"# }

    /// A request, of whose body `sending` bytes are there.
    private static func request(
        _ body: String, sending: Int? = nil, token: String = CallbackDoor.token, connection: String = "close"
    ) -> [UInt8] {
        let head = """
            POST /callbacks/\(token)/kyc HTTP/1.1\r
            Host: front\r
            Connection: \(connection)\r
            Content-Type: application/json\r
            X-Forwarded-For: 203.0.113.9\r
            Content-Length: \(body.utf8.count)\r
            \r

            """
        return Array(head.utf8) + Array(body.utf8).prefix(sending ?? .max)
    }

    /// The answer's status; nil where there is none.
    private static func status(_ path: String, _ body: String) async throws -> Int? {
        CallbackDoor.status(of: try await RawSocket.exchange(path: path, sending: request(body)))
    }

    /// A daemon that listens for callbacks on a Unix socket.
    private func withSocket(_ play: (String, DaemonProcess) async throws -> Void) async throws {
        let directory = try TemporaryDirectory()
        var configuration = try OYDConfiguration(in: directory)
        let path = try CallbackDoor.configureSocket(&configuration)
        let daemon = try await DaemonProcess(configuration)
        try await daemon.process.whileRunning {
            try await daemon.process.standardError.line(containing: "Receiving callbacks")
            try await play(path, daemon)
        }
    }

    @Test func `more than the rate are asked to come again, and a later one is taken`() async throws {
        let directory = try TemporaryDirectory()
        var configuration = try OYDConfiguration(in: directory)
        try CallbackDoor.configure(&configuration)
        configuration.more = configuration.more.replacing("rate: 10000/s", with: "rate: 2/s")
        let daemon = try await DaemonProcess(configuration)
        try await daemon.process.whileRunning {
            let door = try await CallbackDoor(of: daemon)
            let answers = try await withThrowingTaskGroup(of: CallbackDoor.Answer.self) { group in
                for number in 0..<40 { group.addTask { try await door.post("kyc", Self.verdict(number)) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(answers.allSatisfy { $0.status == 200 || $0.status == 429 })
            #expect(answers.count { $0.status == 200 } >= 2)
            let refused = answers.filter { $0.status == 429 }
            #expect(!refused.isEmpty)
            #expect(refused.allSatisfy { $0.headers["retry-after"] == "30" && $0.body.isEmpty })
            // A token comes back each half second.
            let end = ContinuousClock.now + Patience.event
            var later = 429
            while later == 429, ContinuousClock.now < end {
                try await Task.sleep(for: .milliseconds(600))
                later = try await door.post("kyc", Self.verdict(1_000)).status
            }
            #expect(later == 200)
            // What was refused was not kept.
            let taken = answers.count { $0.status == 200 } + 1
            #expect(try await EventStream(daemon).next(taken).map(\.cursor) == Array(1...Int64(taken)))
            let line = try await daemon.process.standardError.line(containing: "A callback was refused")
            #expect(line.contains("rate"))
        }
    }

    @Test func `a body that drips is ended, and others are taken meanwhile`() async throws {
        try await withSocket { path, daemon in
            let slow = Self.request(String(repeating: " ", count: 10_000), sending: 1)
            async let dripping = RawSocket.drip(path: path, after: slow, every: .milliseconds(250))
            #expect(try await Self.status(path, Self.verdict(1)) == 200)
            let duration = try #require(try await dripping, "it went on and on")
            // Less than a lifetime of its own for each byte.
            #expect(duration < .seconds(60), "\(duration)")
            #expect(try await Self.status(path, Self.verdict(2)) == 200)
            #expect(try await EventStream(daemon).next(2).map(\.cursor) == [1, 2])
        }
    }

    @Test func `a body that is cut off is none that is too large`() async throws {
        try await withSocket { path, daemon in
            let cut = Self.request(String(repeating: " ", count: 10_000), sending: 1)
            _ = try await RawSocket.exchange(path: path, sending: cut, isLast: true)
            let line = try await daemon.process.standardError.line(containing: "A callback was refused")
            #expect(line.contains("reason=body") && line.contains("kyc: the body was cut off"), "\(line)")
            #expect(try await Self.status(path, String(repeating: " ", count: 20_000)) == 413)
            try await daemon.process.standardError.line(containing: "reason=size")
        }
    }

    @Test func `silent connections, more than there may be, make room for a callback`() async throws {
        try await withSocket { path, daemon in
            let half = Array(Self.request(Self.verdict(0)).prefix(40))
            try await RawSocket.holding(600, path: path, sending: half) {
                let status = try await Self.status(path, Self.verdict(1))
                #expect(status == 200)
                #expect(try await EventStream(daemon).next().cursor == 1)
            }
            try await daemon.process.standardError.line(containing: "reason=place")
        }
    }

    /// They have had their answer, and may stay a moment longer.
    @Test func `strangers' requests without an end, more than there may be, make room for a callback`() async throws {
        try await withSocket { path, daemon in
            let stranger = Self.request(Self.verdict(0), sending: 1, token: "wrong-token-of-a-stranger-0")
            try await RawSocket.watching(300, path: path, sending: stranger) { held in
                let status = try await Self.status(path, Self.verdict(1))
                #expect(status == 200)
                #expect(held.openCount < 300, "\(held.openCount)")
                #expect(try await EventStream(daemon).next().cursor == 1)
            }
        }
    }

    @Test func `callbacks that have begun make room for nobody`() async throws {
        try await withSocket { path, daemon in
            let body = Self.verdict(1)
            let begun = Self.request(body, sending: 5)
            try await RawSocket.watching(1, path: path, sending: begun) { caller in
                let half = Array(Self.request(Self.verdict(0)).prefix(40))
                try await RawSocket.holding(600, path: path, sending: half) {
                    let status = try await Self.status(path, Self.verdict(2))
                    #expect(status == 200)
                    #expect(caller.openCount == 1)
                }
            }
        }
    }

    @Test func `a head has less time than a body`() async throws {
        try await withSocket { path, _ in
            let body = Self.verdict(1)
            let (begun, rest) = (Self.request(body, sending: 5), Array(body.utf8.dropFirst(5)))
            // The silent one comes later, and is closed while the other may be silent still.
            let answer = try await RawSocket.exchange(path: path, sending: begun, continuing: rest) {
                let silent = Array(begun.prefix(40))
                let heard = try await RawSocket.exchange(path: path, sending: silent)
                #expect(heard == [])
            }
            #expect(CallbackDoor.status(of: answer) == 200)
        }
    }

    @Test func `a connection carries one request, whatever it says of itself`() async throws {
        try await withSocket { path, daemon in
            let requests = (1...5).flatMap { Self.request(Self.verdict($0), connection: "keep-alive") }
            let began = ContinuousClock.now
            let answer = try await RawSocket.exchange(path: path, sending: requests)
            #expect(CallbackDoor.status(of: answer) == 200)
            #expect(String(decoding: answer, as: UTF8.self).split(separator: "HTTP/1.1 ").count == 1)
            // Far less than it may be silent.
            #expect(began.duration(to: .now) < .seconds(8))
            #expect(try await Self.status(path, Self.verdict(6)) == 200)
            #expect(try await EventStream(daemon).next(2).map(\.cursor) == [1, 2])
        }
    }

    @Test func `a connection whose other end stays is closed once it is answered`() async throws {
        try await withSocket { path, _ in
            let request = Self.request(Self.verdict(1), connection: "keep-alive")
            let duration = try #require(try await RawSocket.drip(path: path, after: request, every: .milliseconds(250)))
            #expect(duration < .seconds(8), "\(duration)")
        }
    }

    @Test func `who can't bring callbacks is not let in`() async throws {
        let directory = try TemporaryDirectory()
        var configuration = try OYDConfiguration(in: directory)
        try CallbackDoor.configure(&configuration)
        configuration.more = configuration.more.replacing("allow: [127.0.0.0/8]", with: "allow: [203.0.113.0/24]")
            .replacing("trusted_proxies: [127.0.0.1]", with: "trusted_proxies: [192.0.2.1]")
        let daemon = try await DaemonProcess(configuration)
        try await daemon.process.whileRunning {
            let door = try await CallbackDoor(of: daemon)
            await #expect(throws: URLError.self) { try await door.post("kyc", Self.verdict(1)) }
            let line = try await daemon.process.standardError.line(containing: "A callback was refused")
            #expect(line.contains("reason=source") && line.contains("source=127.0.0.1"), "\(line)")
        }
    }
}
