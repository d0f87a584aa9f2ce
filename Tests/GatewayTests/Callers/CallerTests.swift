import Gateway
import Testing

@Suite struct CallerTests {
    @Test(
        "Patterns of methods",
        arguments: [
            ("*", "oy.v1.A/X", true),
            ("oy.v1.A/*", "oy.v1.A/X", true),
            ("oy.v1.A/*", "oy.v1.AB/X", false),
            ("oy.v1.A/X", "oy.v1.A/X", true),
            ("oy.v1.A/X", "oy.v1.A/XY", false),
            ("oy.v1.A/X", "oy.v1.B/X", false),
        ])
    func patterns(pattern: String, method: String, matches: Bool) throws {
        let parsed = try #require(MethodPattern(pattern))
        let service = String(method.prefix { $0 != "/" })
        #expect(parsed.matches(service: service, fullName: method) == matches)
        #expect(parsed.description == pattern)
    }

    @Test("What is no pattern", arguments: ["", "/", "oy.v1.A", "oy.v1.A/", "/X", "*/X", "oy.*/X", "oy.v1.A/X*", "a/b/c"])
    func notAPattern(text: String) {
        #expect(MethodPattern(text) == nil)
    }

    private func caller(_ name: String, uid: UInt32, gid: UInt32? = nil, executable: String? = nil) -> Caller {
        Caller(name: name, uid: uid, gid: gid, executable: executable, methods: [])
    }

    @Test("A caller is its uid, and gid and program where they are given")
    func describes() {
        let peer = Peer(uid: 7, gid: 8, pid: 1, executable: "/bin/pay")
        #expect(caller("a", uid: 7).describes(peer))
        #expect(!caller("a", uid: 8).describes(peer))
        #expect(caller("a", uid: 7, gid: 8).describes(peer))
        #expect(!caller("a", uid: 7, gid: 7).describes(peer))
        #expect(caller("a", uid: 7, executable: "/bin/pay").describes(peer))
        #expect(!caller("a", uid: 7, executable: "/bin/other").describes(peer))
        // The same to Swift, and another file: a Kelvin sign for the K.
        #expect(!caller("a", uid: 7, executable: "/bin/K").describes(Peer(uid: 7, gid: 8, pid: 1, executable: "/bin/\u{212A}")))
        #expect(!caller("a", uid: 7, executable: "/bin/pay").describes(Peer(uid: 7, gid: 8, pid: 1)))
    }

    @Test("Of several entries for a uid, the one that says most about the peer is meant")
    func precision() {
        let directory = CallerDirectory([
            caller("anyone", uid: 7), caller("group", uid: 7, gid: 8), caller("program", uid: 7, executable: "/bin/pay"),
        ])
        #expect(directory.caller(for: Peer(uid: 7, gid: 1, pid: 1, executable: "/bin/odd"))?.name == "anyone")
        #expect(directory.caller(for: Peer(uid: 7, gid: 8, pid: 1, executable: "/bin/odd"))?.name == "group")
        #expect(directory.caller(for: Peer(uid: 7, gid: 8, pid: 1, executable: "/bin/pay"))?.name == "program")
        #expect(directory.caller(for: Peer(uid: 0, gid: 0, pid: 1)) == nil)
    }

    @Test("A peer whose program nobody knows is not taken for an entry that allows any")
    func unknownProgram() {
        let directory = CallerDirectory([
            caller("anyone", uid: 7), caller("program", uid: 7, gid: 8, executable: "/bin/pay"), caller("other", uid: 9),
        ])
        #expect(directory.caller(for: Peer(uid: 7, gid: 8, pid: 1)) == nil)
        // Of another group it can't be the one whose program is named.
        #expect(directory.caller(for: Peer(uid: 7, gid: 1, pid: 1))?.name == "anyone")
        #expect(directory.caller(for: Peer(uid: 9, gid: 8, pid: 1))?.name == "other")
        let error = RPCError.unknownCaller(Peer(uid: 7, gid: 8, pid: 1))
        #expect(error.message == "No caller is configured for uid 7, gid 8, program unknown")
        #expect(error.metadata == ["uid": "7", "gid": "8", "program": "unknown"])
    }
}
