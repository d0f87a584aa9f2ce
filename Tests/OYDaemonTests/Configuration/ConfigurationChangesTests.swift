import Testing

@testable import OYDaemon

/// What is different in a new version of a file, and what of it takes a restart.
@Suite struct ConfigurationChangesTests {
    static let old = """
        socket: { path: /run/oyd/oyd.sock }
        upstream: { base_url: https://partner.oyindonesia.com }
        credentials: { username_file: /u, api_key_file: /k }
        ledger: { path: /l }
        callers:
          - { name: payroll, uid: 1001, methods: ["oy.v1.DisbursementService/*"] }
          - { name: refunds, uid: 1002, methods: ["*"] }
        """

    private func changes(_ from: String, _ to: String) throws -> ConfigurationChanges {
        let new = Self.old.replacing(from, with: to)
        try #require(new != Self.old)
        return try document(Self.old).changes(to: document(new))
    }

    private func document(_ text: String) throws -> ConfigurationDocument {
        try ConfigurationDocument(text: text, path: "/oyd.yaml", accounts: FakeAccounts(), credentialsDirectory: nil)
    }

    @Test("What can change while it runs", arguments: [
        ("uid: 1001", "uid: 1003", ["callers.payroll.uid"]),
        ("DisbursementService/*", "DisbursementService/Remit", ["callers.payroll.methods[0]"]),
        (
            "name: refunds", "name: returns",
            ["refunds", "returns"].flatMap { name in ["methods[0]", "name", "uid"].map { "callers.\(name).\($0)" } }
        ),
        ("callers:", "log: { level: debug }\ncallers:", ["log.level"]),
        ("callers:", "limits: { default_deadline: 5s }\ncallers:", ["limits.default_deadline"]),
        ("/l }", "/l } # a comment", []),
        ("{ path: /l }", "\n  path: \"/l\"", []),
        ("  - { name: refunds, uid: 1002, methods: [\"*\"] }", "  - { methods: [\"*\"], uid: 1002, name: refunds }", []),
    ] as [(String, String, [String])])
    func live(from: String, to: String, keys: [String]) throws {
        let changes = try changes(from, to)
        #expect(changes.keys == keys)
        #expect(changes.needingRestart.isEmpty)
    }

    @Test("What can't", arguments: [
        ("/run/oyd/oyd.sock", "/run/other.sock", "socket.path"),
        ("{ path: /run/oyd/oyd.sock }", "{ path: /run/oyd/oyd.sock, mode: \"0600\" }", "socket.mode"),
        ("partner.oyindonesia", "other.oyindonesia", "upstream.base_url"), ("/k }", "/k2 }", "credentials.api_key_file"),
        ("path: /l }", "path: /m }", "ledger.path"), ("callers:", "payouts: { settle: 1m }\ncallers:", "payouts.settle"),
        ("callers:", "metrics: { listen: \"127.0.0.1:1\" }\ncallers:", "metrics.listen"),
        ("callers:", "log: { format: json }\ncallers:", "log.format"),
    ])
    func fixed(from: String, to: String, key: String) throws {
        #expect(try changes(from, to).needingRestart == [key])
    }

    @Test("Callers in another order are the same callers")
    func order() throws {
        let lines = Self.old.split(separator: "\n")
        let swapped = (lines.dropLast(2) + [lines[lines.count - 1], lines[lines.count - 2]]).joined(separator: "\n")
        #expect(try document(Self.old).changes(to: document(swapped)).keys.isEmpty)
    }

    @Test("The fingerprint is SHA-256 of the file")
    func fingerprint() throws {
        let document = try document(Self.old)
        #expect(document.fingerprint.count == 64)
        #expect(try self.document(Self.old).fingerprint == document.fingerprint)
        #expect(try self.document(Self.old + "\n").fingerprint != document.fingerprint)
    }

    @Test("A long list is cut, and counted")
    func list() {
        #expect(ConfigurationChanges.list(["a", "b"]) == "a, b")
        let many = (0..<(Limits.changedKeysNamed + 3)).map { "k\($0)" }
        #expect(ConfigurationChanges.list(many).hasSuffix("k19 and 3 more"))
    }
}
