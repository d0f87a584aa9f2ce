import Testing

/// Peers that do not keep to docs/wire.md: they are answered, and neither their own connection nor the daemon suffers.
@Suite(.serialized, .stage, .showsPrograms)
struct MisbehavingPeerTests: StagedSuite {
    /// Sends `frames`, each complete, then asks who it is on the same connection; gives the answers.
    private func answers(to frames: [[UInt8]], thenOn stream: UInt32) async throws -> [RawSocket.Frame] {
        let request = WireBytes.string(1, "oy.v1.GatewayService") + WireBytes.string(2, "WhoAmI")
        let good = RawSocket.frame(stream: stream, type: 1, flags: 0, request)
        let path = try stage.daemon.socketPath
        return try await RawSocket.exchange(path: path, sending: (frames + [good]).flatMap(\.self), until: stream)
    }

    @Test(arguments: [[0x0A], [0xFF, 0xFF, 0xFF], [0x0A, 0x02, 0xC3, 0x28], Array("GET / HTTP/1.1\r\n\r\n".utf8)] as [[UInt8]])
    func `a request that is no request message`(_ bytes: [UInt8]) async throws {
        let answers = try await answers(to: [RawSocket.frame(stream: 1, type: 1, flags: 0, bytes)], thenOn: 3)
        #expect(answers.map(\.stream) == [1, 3])
        #expect(answers.first?.errorCode == 3)
        #expect(answers.last?.errorCode == nil)
    }

    @Test func `a request that is longer than a frame may be`() async throws {
        let tooLong = RawSocket.frame(stream: 1, type: 1, flags: 0, [UInt8](repeating: 0, count: 4_194_305))
        let answers = try await answers(to: [tooLong], thenOn: 3)
        #expect(answers.map(\.stream) == [1, 3])
        #expect(answers.first?.errorCode == 8)
        #expect(answers.last?.errorCode == nil)
    }

    @Test func `an even stream id and an unknown frame type`() async throws {
        let frames = [
            RawSocket.frame(stream: 2, type: 1, flags: 0, []), RawSocket.frame(stream: 1, type: 77, flags: 0, [1, 2, 3]),
        ]
        let answers = try await answers(to: frames, thenOn: 3)
        #expect(answers.map(\.stream) == [2, 3])
        #expect(answers.first?.errorCode == 3)
    }

    /// An HTTP client on the wrong socket: its first bytes declare a frame of more than a gigabyte that never comes.
    @Test func `a peer that speaks another protocol and goes`() async throws {
        try await expectNothingSent {
            try await RawSocket.send(path: stage.daemon.socketPath, Array("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8))
        }
    }
}
