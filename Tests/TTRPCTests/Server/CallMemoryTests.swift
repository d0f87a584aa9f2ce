import Testing

@testable import TTRPC

/// What calls that wait count for beside their bytes, over all connections of their user.
@Suite(.timeLimit(.minutes(1))) struct CallMemoryTests {
    private static let noRoom = Status(.resourceExhausted, "this user's connections hold too much already")

    @Test func `Small calls that wait use up what their user may hold, and give all of it back`() async throws {
        try await RunningServer.serve(memory: UserMemoryQuota(limit: 1 << 20)) { server in
            try await RawPeer.connect(to: server.path) { peer in
                try await peer.send((UInt32(0)..<600).flatMap { RawPeer.Conversation.requestFrame(2 * $0 + 1, "HoldStream") })
                // 55 of 16 KiB and a few bytes; the others are refused, and there is room for saying so.
                try await server.events.wait(for: "started HoldStream", count: 55)
                for number in UInt32(55)..<600 {
                    let refusal = try #require(try await peer.nextResponse())
                    #expect(refusal.streamID == 2 * number + 1)
                    #expect(refusal.response == .failure(Self.noRoom))
                }
                #expect(server.events.count(of: "started HoldStream") == 55)
                // On another connection there is no room either.
                try await RawPeer.connect(to: server.path) { other in
                    try await other.request(1, "Echo")
                    #expect(try await other.nextResponse()?.response == .failure(Self.noRoom))
                }
            }
            try await server.events.wait(for: "cancelled HoldStream", count: 55)
            try await RawPeer.connect(to: server.path) { peer in
                // The last of them may be just about to give its room back.
                var streamID: UInt32 = 1
                var answer: ResponseEnvelope?
                while answer != .success([7]) {
                    try await peer.request(streamID, "Echo", [7])
                    answer = try await peer.nextResponse()?.response
                    streamID += 2
                }
                for number in UInt32(0)..<50 { try await peer.request(streamID + 2 * number, "HoldStream") }
                try await server.events.wait(for: "started HoldStream", count: 55 + 50)
            }
        }
    }

    @Test func `A connection that finds no room for a call lives on, and so do its other calls`() async throws {
        try await RunningServer.serve(memory: UserMemoryQuota(limit: 64 << 10)) { server in
            try await RawPeer.connect(to: server.path) { peer in
                try await peer.request(1, "Gate")
                try await peer.request(3, "Echo", [UInt8](repeating: 0, count: 40_000))
                let refusal = try #require(try await peer.nextResponse())
                #expect(refusal.streamID == 3)
                #expect(refusal.response == .failure(Self.noRoom))
                try await peer.request(5, "Open")
                let answers = [try await peer.nextResponse()?.streamID, try await peer.nextResponse()?.streamID]
                #expect(Set(answers) == [1, 5])
            }
        }
    }
}
