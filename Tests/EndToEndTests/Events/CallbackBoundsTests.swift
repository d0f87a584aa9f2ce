import Foundation
import Testing

/// The bounds of the callback listener, tried against the real daemon.
@Suite(.serialized, .ownProcesses) struct CallbackBoundsTests {
    private static func verdict(_ number: Int) -> String { #"{"status":{"code":"000","message":"\#(number)"}}"# }

    /// A request, of whose body `sending` bytes are there.
    private static func request(_ body: String, sending: Int? = nil) -> [UInt8] {
        let head = """
            POST /callbacks/\(CallbackDoor.token)/kyc HTTP/1.1\r
            Host: front\r
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

    @Test func `more connections than there may be, and one more is served in time`() async throws {
        try await withSocket { path, daemon in
            let half = Array(Self.request(Self.verdict(0)).prefix(40))
            try await RawSocket.holding(300, path: path, sending: half) {
                let begin = ContinuousClock.now
                let status = try await Self.status(path, Self.verdict(1))
                let duration = begin.duration(to: .now)
                #expect(status == 200)
                #expect(duration < .seconds(60), "\(duration)")
                let event = try await EventStream(daemon).next()
                #expect(event.cursor == 1)
            }
        }
    }
}
