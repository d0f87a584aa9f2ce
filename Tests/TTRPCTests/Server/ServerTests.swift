import Glibc
import NIOCore
import NIOPosix
import TestSupport
import Testing

@testable import TTRPC

/// Whole servers on real sockets, with peers that misbehave.
@Suite(.timeLimit(.minutes(5))) struct ServerTests {
    private typealias Wire = RawPeer.Conversation

    // MARK: Unwelcome peers

    @Test(arguments: [false, true])
    func `A peer that is unwelcome hears why once, and its connection is closed with what else came on it`(isUnwelcome: Bool) async throws {
        var handler = TestHandler()
        handler.isUnwelcome = { isUnwelcome }
        try await RunningServer.serve(handler: handler) { server in
            try await RawPeer.connect(to: server.path) { peer in
                try await peer.send((0..<20).flatMap { Wire.requestFrame(1 + 2 * $0, "Denied", []) })
                var answers = 0
                while answers < 20, let answer = try? await peer.nextResponse() {
                    #expect(answer.response == .failure(Status(.permissionDenied, "not you")))
                    answers += 1
                }
                #expect(answers == (isUnwelcome ? 1 : 20))
            }
        }
    }

    /// What is no call: a request on an even stream id, data on a stream that is not open, an envelope that can't be read.
    @Test(
        arguments: [[0, 0, 0, 0, 0, 0, 0, 2, 1, 1], [0, 0, 0, 0, 0, 0, 0, 1, 3, 0], [0, 0, 0, 1, 0, 0, 0, 9, 1, 1, 0xFF]] as [[UInt8]],
        [false, true])
    func `A peer that babbles hears why once, and its connection is closed with what else came on it`(
        frame: [UInt8], isBabbling: Bool
    ) async throws {
        var handler = TestHandler()
        handler.isBabbling = { isBabbling }
        try await RunningServer.serve(handler: handler) { server in
            try await RawPeer.connect(to: server.path) { peer in
                try await peer.send([[UInt8]](repeating: frame, count: 20).flatMap { $0 })
                var answers = 0
                while answers < 20, let answer = try? await peer.nextResponse() {
                    guard case .failure(let status) = answer.response else { break }
                    #expect(status.code == .invalidArgument)
                    answers += 1
                }
                #expect(answers == (isBabbling ? 1 : 20))
            }
            if isBabbling { try await server.events.wait(for: "closed") }
        }
    }

    @Test func `Frames that no client sends are passed over, and count as babble`() async throws {
        var handler = TestHandler()
        handler.isBabbling = { true }
        try await RunningServer.serve(handler: handler) { server in
            try await RawPeer.connect(to: server.path) { peer in
                try await peer.send([0, 0, 0, 0, 0, 0, 0, 1, 9, 0] + Wire.requestFrame(1, "Echo", [1]))
                #expect((try? await peer.nextResponse()) == nil)
            }
            try await server.events.wait(for: "closed")
        }
    }

    @Test func `Calls that are refused for load, or come too late, are no babble`() async throws {
        var handler = TestHandler()
        handler.isBabbling = { true }
        try await RunningServer.serve(handler: handler) { server in
            try await RawPeer.connect(to: server.path) { peer in
                try await peer.request(1, "Fail")
                _ = try await peer.nextResponse()
                try await peer.request(3, "Echo", [1])
                #expect(try await peer.nextResponse()?.response == .success([1]))
            }
        }
    }

    // MARK: Sizes

    @Test func `Data of 4194304 bytes is accepted, one more is RESOURCE_EXHAUSTED and the next call is served`() async throws {
        let overhead = Wire.requestFrame(1, "Size", [UInt8](repeating: 0x30, count: 4_190_000)).count - 10 - 4_190_000
        let payload = [UInt8](repeating: 0x30, count: 4_194_304 - overhead)
        try await RunningServer.serve { server in
            try await RawPeer.connect(to: server.path) { peer in
                let largest = Wire.requestFrame(1, "Size", payload)
                #expect(largest.count == 10 + 4_194_304)
                try await peer.send(largest)
                let answer = try #require(try await peer.nextResponse())
                #expect(answer.streamID == 1)
                #expect(answer.response == .success([]))

                try await peer.send([0, 0x40, 0, 1, 0, 0, 0, 3, 1, 1] + [UInt8](repeating: 0, count: 4_194_305))
                let refusal = try #require(try await peer.nextResponse())
                #expect(refusal.streamID == 3)
                let status = Status(.resourceExhausted, "the data is longer than 4194304 bytes")
                #expect(refusal.response == .failure(status))

                try await peer.request(5, "Echo", [1])
                #expect(try await peer.nextResponse()?.response == .success([1]))
            }
        }
    }

    @Test func `An answer that is too long is RESOURCE_EXHAUSTED and the next call is served`() async throws {
        try await RunningServer.serve { server in
            try await RawPeer.connect(to: server.path) { peer in
                // Tag and length of the payload take 5 bytes.
                try await peer.request(1, "Size", Array("4194299".utf8))
                #expect(try await peer.nextFrame()?.data.readableBytes == 4_194_304)
                try await peer.request(3, "Size", Array("4194300".utf8))
                let refusal = Status(.resourceExhausted, "the answer is longer than 4194304 bytes")
                #expect(try await peer.nextResponse()?.response == .failure(refusal))
                try await peer.request(5, "BigMessage", Array("4194305".utf8))
                let tooLong = Status(.resourceExhausted, "the message is longer than 4194304 bytes")
                #expect(try await peer.nextResponse()?.response == .failure(tooLong))
                try await peer.request(7, "Echo", [1])
                #expect(try await peer.nextResponse()?.response == .success([1]))
            }
        }
    }

    @Test func `A handler's error that says OK is UNKNOWN`() async throws {
        try await RunningServer.serve { server in
            try await RawPeer.connect(to: server.path) { peer in
                try await peer.request(1, "FailOK")
                let status = Status(.unknown, "the call failed without an error")
                #expect(try await peer.nextResponse()?.response == .failure(status))
            }
        }
    }

    // MARK: Peers that go away, or do not read

    @Test(arguments: ["Hold", "HoldStream"])
    func `A peer that is gone in mid-call cancels it`(method: String) async throws {
        try await RunningServer.serve { server in
            try await RawPeer.connect(to: server.path) { peer in
                try await peer.request(1, method)
                try await server.events.wait(for: "started \(method)")
                #expect(server.events.count(of: "cancelled \(method)") == 0)
            }
            try await server.events.wait(for: "cancelled \(method)")
        }
    }

    @Test func `A deadline cancels the call, and what it says later is dropped`() async throws {
        try await RunningServer.serve { server in
            try await RawPeer.connect(to: server.path) { peer in
                var streamID: UInt32 = 1
                var timeout: Int64 = 20_000_000
                // A call whose deadline passes before it has begun never begins: on a busy machine it takes a longer one.
                while server.events.count(of: "started Stubborn") == 0 {
                    try await peer.request(streamID, "Stubborn", timeout: timeout)
                    #expect(try await peer.nextResponse()?.response == .failure(Status.deadlineExceeded))
                    streamID += 2
                    timeout *= 2
                }
                try await peer.request(streamID, "Open")
                try await server.events.wait(for: "answered though cancelled")
                #expect(try await peer.nextResponse()?.streamID == streamID)
                try await peer.request(streamID + 2, "Echo")
                #expect(try await peer.nextResponse()?.streamID == streamID + 2)
            }
            #expect(server.events.count(of: "began cancelled") == 0, "the task of a cancelled call runs no other")
        }
    }

    @Test func `No call waits for another, and more are served after many at once`() async throws {
        try await RunningServer.serve { server in
            try await RawPeer.connect(to: server.path) { peer in
                var streamID: UInt32 = 1
                for round in 1...3 {
                    // More than tasks wait for calls; each lasts as long as the gate is closed.
                    for _ in 0..<20 {
                        try await peer.request(streamID, "Gate")
                        streamID += 2
                    }
                    try await server.events.wait(for: "started Gate", count: 20 * round)
                    try await peer.request(streamID, "Echo", [1])
                    let echo = streamID
                    streamID += 2
                    if round == 1 {
                        #expect(try await peer.nextResponse()?.streamID == echo)
                        try await peer.request(streamID, "Open")
                        streamID += 2
                    }
                    // Twenty, and the one that opened the gate or echoed.
                    for _ in 0..<21 { #expect(try await peer.nextResponse() != nil) }
                }
            }
        }
    }

    @Test func `A peer that never reads is not read from for ever, and others are served`() async throws {
        try await RunningServer.serve { server in
            try await RawPeer.connect(to: server.path) { flooder in
                let outbound = flooder.outbound
                let request = Wire.requestFrame(1, "Echo", [UInt8](repeating: 1, count: 1 << 20))
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask {
                        // 100 MiB of questions whose answers nobody reads.
                        for index in UInt32(0)..<100 {
                            var bytes = request
                            bytes.replaceSubrange(4..<8, with: withUnsafeBytes(of: (index * 2 + 1).bigEndian, Array.init))
                            try await outbound.write(ByteBuffer(bytes: bytes))
                        }
                    }
                    try await server.events.wait(for: "started Echo", count: 2)
                    try await RawPeer.connect(to: server.path) { other in
                        for index in UInt32(0)..<500 {
                            try await other.request(index * 2 + 1, "Fail")
                            _ = try #require(try await other.nextResponse())
                        }
                    }
                    // Two are queued before reading stops; the rest is what sockets and a read hold.
                    #expect(server.events.count(of: "started Echo") < 16)
                    group.cancelAll()
                    try? await group.waitForAll()
                }
            }
        }
    }

    @Test func `A stalled stream stops its writer, and unary calls on the same connection are answered`() async throws {
        try await RunningServer.serve { server in
            try await RawPeer.connect(to: server.path) { peer in
                try await peer.request(1, "Flood")
                try await peer.request(3, "Flood")
                try await server.events.wait(for: "flooded", count: 8)
                try await peer.request(5, "Echo", [5])
                try await server.events.wait(for: "started Echo")
                // The writers got no further than their queues: 4 messages each and what the socket took.
                #expect(server.events.count(of: "flooded") < 32)
                // The answer comes behind what was queued then, not behind all that the streams have to say.
                var messages = 0
                while let frame = try await peer.nextFrame(), frame.header.type == .data { messages += 1 }
                #expect(messages < 64)
            }
            try await server.events.wait(for: "flood ended: CANCELLED", count: 2)
        }
    }

    @Test func `Random bytes never stop the server`() async throws {
        var random = SeededRandom(for: "ServerTests")
        try await RunningServer.serve { server in
            for _ in 0..<60 {
                let bytes = Self.garbage(using: &random)
                try await RawPeer.connect(to: server.path) { peer in
                    try await peer.send(bytes)
                    // Some hang up at once.
                    if Bool.random(using: &random) { try await peer.hearsAfter(bytes) }
                }
                try await RawPeer.connect(to: server.path) { peer in
                    try await peer.request(1, "Echo", [9])
                    let response = try await peer.nextResponse()?.response
                    #expect(response == .success([9]), "OY_SEED=\(random.seed)")
                }
            }
        }
    }

    /// Bytes as they come, or frames with a byte changed here and there.
    private static func garbage(using random: inout SeededRandom) -> [UInt8] {
        if Bool.random(using: &random) {
            return (0..<Int.random(in: 1...4_000, using: &random)).map { _ in .random(in: 0...255, using: &random) }
        }
        let methods = ["Echo", "Fail", "Count", "Empty", "Break", "HoldStream", "Hold", "Flood"]
        var bytes = (0..<Int.random(in: 1...20, using: &random)).flatMap { index in
            Wire.requestFrame(UInt32(index * 2 + 1), methods.randomElement(using: &random) ?? "Echo", [0x33])
        }
        for _ in 0..<Int.random(in: 0...10, using: &random) {
            bytes[Int.random(in: 0..<bytes.count, using: &random)] = .random(in: 0...255, using: &random)
        }
        return bytes
    }

    // MARK: Who is calling

    @Test func `The peer is who the kernel says`() async throws {
        try await RunningServer.serve { server in
            try await RawPeer.connect(to: server.path) { peer in
                try await peer.request(1, "WhoAmI")
                guard case .success(let text) = try await peer.nextResponse()?.response else {
                    Issue.record("no answer")
                    return
                }
                let words = String(decoding: text, as: UTF8.self).split(separator: " ").map(String.init)
                #expect(words.prefix(3) == ["\(getpid())", "\(getuid())", "\(getgid())"])
                // The executable only where the kernel has SO_PEERPIDFD (Linux 6.5).
                var own = [UInt8](repeating: 0, count: 4_096)
                let length = own.withUnsafeMutableBytes { readlink("/proc/self/exe", $0.baseAddress!, $0.count) }
                let executable = String(decoding: own[..<max(length, 0)], as: UTF8.self)
                #expect(words.last == executable || words.last == "-")
            }
            #expect(server.events.count(of: "accepted") == 1)
        }
    }

    @Test func `A connection beyond its user's quota is closed, and there is room again when one has gone`() async throws {
        let uid = getuid()
        let quota = ConnectionQuota(total: 1_024, perUser: 1)
        try await RunningServer.serve(quota: quota) { server in
            try await RawPeer.connect(to: server.path) { first in
                try await first.request(1, "Echo")
                _ = try #require(try await first.nextResponse())
                try await RawPeer.connect(to: server.path) { second in
                    let frame = try await second.nextFrame()
                    #expect(frame == nil)
                }
                #expect(server.events.count(of: "over quota \(uid)") == 1)
                try await first.request(3, "Hold")
                try await server.events.wait(for: "started Hold")
            }
            try await server.events.wait(for: "cancelled Hold")
            try await RawPeer.connect(to: server.path) { third in
                try await third.request(1, "Echo")
                _ = try #require(try await third.nextResponse())
            }
        }
    }

    @Test func `A connection that its handler turns away is closed, counts no more, and every other is heard to close`() async throws {
        let turnedAway = EventLog()
        var handler = TestHandler()
        handler.isOpen = { turnedAway.count(of: "open") > 0 }
        let quota = ConnectionQuota(total: 1, perUser: 256)
        try await RunningServer.serve(handler: handler, quota: quota) { server in
            for _ in 0..<3 {
                try await RawPeer.connect(to: server.path) { peer in
                    let frame = try await peer.nextFrame()
                    #expect(frame == nil)
                }
            }
            turnedAway.append("open")
            try await RawPeer.connect(to: server.path) { peer in
                try await peer.request(1, "Echo")
                _ = try #require(try await peer.nextResponse())
            }
            try await server.events.wait(for: "closed")
            #expect(server.events.count(of: "turned away") == 3)
            #expect(server.events.count(of: "closed") == 1)
        }
    }

    // MARK: Drain

    @Test func `A drain answers what is in flight, refuses what is new, and ends`() async throws {
        let directory = try TemporaryDirectory()
        let path = directory.path + "/s"
        let handler = TestHandler()
        let server = Server(handler: handler, group: .singletonMultiThreadedEventLoopGroup, quota: .ample)
        let listener = try UnixListener.bind(path: path)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.run(on: listener) }
            try await RawPeer.connect(to: path) { peer in
                try await peer.request(1, "Gate")
                try await peer.request(3, "HoldStream")
                try await handler.events.wait(for: "started Gate")
                try await handler.events.wait(for: "started HoldStream")
                server.drain(timeout: .seconds(3_600))
                let shuttingDown = Status(.unavailable, "the server is shutting down")
                let ended = try #require(try await peer.nextResponse())
                #expect(ended.streamID == 3)
                #expect(ended.response == .failure(shuttingDown))
                try await handler.events.wait(for: "cancelled HoldStream")
                try await peer.request(5, "Echo")
                let refused = try #require(try await peer.nextResponse())
                #expect(refused.streamID == 5)
                #expect(refused.response == .failure(shuttingDown))
                handler.gate.append("open")
                #expect(try await peer.nextResponse()?.response == .success(Array("gated".utf8)))
                #expect(try await peer.nextFrame() == nil)
            }
            try await group.waitForAll()
        }
        #expect(access(path, F_OK) != 0, "the socket file is gone")
    }

    /// With calls that run, that somebody comes for, and that nobody has taken: that the server ends is what is seen.
    @Test func `A connection that closes amid many calls leaves nobody waiting`() async throws {
        try await RunningServer.serve { server in
            for round in 0..<100 {
                try await RawPeer.connect(to: server.path) { peer in
                    var bytes: [UInt8] = []
                    for number in UInt32(0)..<40 {
                        bytes += Wire.requestFrame(2 * number + 1, number % 2 == 0 ? "Echo" : "Hold", [1])
                    }
                    try await peer.outbound.write(ByteBuffer(bytes: bytes))
                    // Some are answered before it closes, now and then.
                    for _ in 0..<round % 4 { _ = try await peer.nextFrame() }
                }
            }
        }
    }

    @Test func `A drain out of time cancels, and calls may still say so`() async throws {
        try await RunningServer.serve { server in
            try await RawPeer.connect(to: server.path) { peer in
                try await peer.request(1, "Hold")
                try await server.events.wait(for: "started Hold")
                server.server.drain(timeout: .zero)
                #expect(try await peer.nextResponse()?.response == .success(Array("cancelled".utf8)))
                #expect(try await peer.nextFrame() == nil)
            }
        }
    }
}

extension RawPeer.Conversation {
    /// Sends one more call and waits for whatever comes first: a frame, or the end where the bytes before were too bad.
    mutating func hearsAfter(_ bytes: [UInt8]) async throws {
        // A whole frame of an even id is always answered. Within a frame that has begun it would be waited for.
        guard Self.endWithAFrame(bytes) else { return }
        try await request(0, "Echo", [UInt8](repeating: 0, count: 70_000))
        _ = try await nextFrame()
    }

    /// Whether the last of the frames that `bytes` begin with ends where they end.
    private static func endWithAFrame(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        while rest.count >= 10 {
            let length = rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
            guard rest.count >= 10 + length else { return false }
            rest = rest.dropFirst(10 + length)
        }
        return rest.isEmpty
    }
}
