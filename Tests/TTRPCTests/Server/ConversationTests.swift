import NIOCore
import TestSupport
import Testing

@testable import TTRPC

/// Every row of docs/wire.md's tables, byte by byte, over a real socket.
@Suite(.timeLimit(.minutes(5))) struct ConversationTests {
    @Test(arguments: WireConversation.all)
    func `The server answers as docs/wire.md says, and lives on`(conversation: WireConversation) async throws {
        try await RunningServer.serve { server in
            try await RawPeer.connect(to: server.path) { peer in
                for turn in conversation.turns {
                    switch turn {
                    case .client(let bytes):
                        try await peer.send(bytes)
                    case .server(let bytes):
                        let frame = try #require(try await peer.nextFrame())
                        #expect(Hex.text(RawPeer.Conversation.bytes(of: frame)) == Hex.text(bytes))
                    }
                }
                try await peer.request(4_095, "Echo", [1, 2, 3])
                let last = try #require(try await peer.nextResponse())
                #expect(last.streamID == 4_095)
                #expect(last.response == .success([1, 2, 3]))
            }
        }
    }

    @Test func `Frames may be cut at every byte`() async throws {
        let frames = RawPeer.Conversation.requestFrame(1, "Echo", [1]) + RawPeer.Conversation.requestFrame(3, "Echo", [2])
        try await RunningServer.serve { server in
            try await RawPeer.connect(to: server.path) { peer in
                for byte in frames { try await peer.send([byte]) }
                #expect(try await peer.nextResponse()?.response == .success([1]))
                #expect(try await peer.nextResponse()?.response == .success([2]))
            }
        }
    }

    @Test func `A thousand calls in one read are all answered`() async throws {
        let streamIDs = (0..<1_000).map { UInt32($0 * 2 + 1) }
        let frames = streamIDs.flatMap { RawPeer.Conversation.requestFrame($0, "Echo", Array("\($0)".utf8)) }
        try await RunningServer.serve { server in
            try await RawPeer.connect(to: server.path) { peer in
                try await peer.send(frames)
                var answered: Set<UInt32> = []
                for _ in streamIDs {
                    let (streamID, response) = try #require(try await peer.nextResponse())
                    #expect(response == .success(Array("\(streamID)".utf8)))
                    answered.insert(streamID)
                }
                #expect(answered == Set(streamIDs))
            }
        }
    }
}

extension RawPeer.Conversation {
    static func bytes(of frame: Frame) -> [UInt8] {
        Self.frame(frame.header.streamID, frame.header.type, frame.header.flags, Array(frame.data.readableBytesView))
    }
}
