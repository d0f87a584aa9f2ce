import Testing

@testable import TTRPC

/// Tasks that wait for a next call, over all connections.
@Suite(.timeLimit(.minutes(1))) struct IdleTaskLimitTests {
    @Test func `it holds so many, and as many again once they have left`() {
        let room = IdleTaskLimit(limit: 2)
        for _ in 0..<3 {
            let entered = [room.enter(), room.enter(), room.enter()]
            #expect(entered == [true, true, false])
            room.leave()
            room.leave()
        }
    }

    /// Who finds no room is served all the same, and what waited gives its place back with its connection.
    @Test func `connections beyond the room are served, and none keeps its place`() async throws {
        let room = IdleTaskLimit(limit: 1)
        try await RunningServer.serve(idleTaskLimit: room) { server in
            try await RawPeer.connect(to: server.path) { first in
                try await RawPeer.connect(to: server.path) { second in
                    for number in UInt32(0)..<3 {
                        try await first.request(2 * number + 1, "Echo", [7])
                        #expect(try await first.nextResponse()?.response == .success([7]))
                        try await second.request(2 * number + 1, "Echo", [8])
                        #expect(try await second.nextResponse()?.response == .success([8]))
                    }
                }
            }
        }
        #expect(room.enter())
    }
}
