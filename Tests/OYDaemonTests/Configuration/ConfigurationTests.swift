import Gateway
@testable import OYDaemon
import Testing
import Upstream

struct FakeAccounts: AccountDatabase {
    func uid(ofUser name: String) -> UInt32? { name == "payroll" ? 1001 : nil }
    func gid(ofGroup name: String) -> UInt32? { name == "oy" ? 2002 : nil }
}

@Suite struct ConfigurationTests {
    static let smallest = """
        socket: { path: /run/oyd/oyd.sock }
        upstream: { base_url: https://partner.oyindonesia.com }
        credentials: { username_file: /etc/oyd/username, api_key_file: /etc/oyd/api-key }
        ledger: { path: /var/lib/oyd/ledger.db }
        callers:
          - { name: payroll, uid: 1001, methods: ["oy.v1.DisbursementService/*"] }
        """

    private func read(_ yaml: String) throws(ConfigurationError) -> Configuration {
        try Configuration(yaml: yaml, file: "oyd.yaml", accounts: FakeAccounts())
    }

    @Test("The smallest configuration gets the documented defaults")
    func defaults() throws {
        let configuration = try read(Self.smallest)
        #expect(configuration.socket == .init(path: "/run/oyd/oyd.sock", mode: 0o660, group: nil))
        #expect(configuration.upstream.usernameHeader.description == "X-OY-Username")
        #expect(configuration.upstream.apiKeyHeader.description == "X-Api-Key")
        #expect(configuration.upstream.attemptTimeout == .seconds(30))
        #expect(configuration.paths == [:])
        #expect(configuration.defaultDeadline == .seconds(30))
        #expect(configuration.log == .init())
        #expect(configuration.payouts == PayoutSettings(attemptTimeout: .seconds(30)))
        let pattern = try #require(MethodPattern("oy.v1.DisbursementService/*"))
        #expect(configuration.callers == [Caller(name: "payroll", uid: 1001, methods: [pattern])])
    }

    @Test("Every key is read")
    func everyKey() throws {
        let configuration = try read(
            """
            socket: { path: /run/oyd/oyd.sock, mode: "0600", group: oy }
            upstream:
              base_url: https://sandbox.oyindonesia.com/staging/partner
              ca_file: /etc/oyd/ca.pem
              username_header: X-Username
              api_key_header: X-Key
              attempt_timeout: 5s
              proxy: http://127.0.0.1:3128
              paths: { ListMutations: "/api/account/{account_id}/mutations" }
            credentials: { username_file: /u, api_key_file: /k }
            ledger: { path: /l.db }
            payouts: { settle: 61s, first_poll: 62s, send_for: 16m, send: false }
            limits: { default_deadline: 1500ms }
            callers:
              - name: payroll
                user: payroll
                group: oy
                executable: /usr/bin/payroll
                methods: ["*"]
            log: { level: debug, format: json }
            """)
        #expect(configuration.socket == .init(path: "/run/oyd/oyd.sock", mode: 0o600, group: "oy"))
        #expect(configuration.upstream.caFile == "/etc/oyd/ca.pem")
        #expect(configuration.upstream.usernameHeader.description == "X-Username")
        #expect(configuration.upstream.apiKeyHeader.description == "X-Key")
        #expect(configuration.upstream.attemptTimeout == .seconds(5))
        #expect(configuration.upstream.proxy?.description == "http://127.0.0.1:3128")
        #expect(configuration.paths == ["ListMutations": "/api/account/{account_id}/mutations"])
        #expect(configuration.credentials == .init(usernameFile: "/u", apiKeyFile: "/k"))
        #expect(configuration.ledger == .init(path: "/l.db"))
        #expect(configuration.payouts.settle == .seconds(61))
        #expect(configuration.payouts.firstPoll == .seconds(62))
        #expect(configuration.payouts.sendFor == .seconds(960))
        #expect(!configuration.payouts.sends)
        #expect(configuration.payouts.attemptTimeout == .seconds(5))
        #expect(configuration.defaultDeadline == .milliseconds(1500))
        let caller = try #require(configuration.callers.first)
        #expect(caller.uid == 1001 && caller.gid == 2002 && caller.executable == "/usr/bin/payroll")
        #expect(configuration.log == .init(level: .debug, format: .json))
    }

    struct Wrong: Sendable, CustomTestStringConvertible {
        let change: (from: String, to: String)
        let error: String
        var testDescription: String { error }

        init(_ from: String, _ to: String, _ error: String) {
            change = (from, to)
            self.error = error
        }
    }

    static let wrongs: [Wrong] = [
        Wrong("socket:", "sockets:", "oyd.yaml:1: sockets: unknown key; known here: "),
        Wrong("{ path: /run/oyd/oyd.sock }", "/run/oyd.sock", "oyd.yaml:1: socket: must be a mapping of keys to values"),
        Wrong("path: /run/oyd/oyd.sock", "mode: \"0660\"", "oyd.yaml:1: socket: path is missing"),
        Wrong("/run/oyd/oyd.sock", "oyd.sock", "oyd.yaml:1: socket.path: must be an absolute path"),
        Wrong(
            "/run/oyd/oyd.sock", "/run/" + String(repeating: "o", count: 103),
            "oyd.yaml:1: socket.path: a socket's path has at most 107 bytes, this one 108"),
        Wrong(
            "oyd.sock }", "oyd.sock, mode: \"0999\" }",
            "oyd.yaml:1: socket.mode: must be permission bits in octal, such as \"0660\""),
        Wrong("uid: 1001", "uid: -1", "oyd.yaml:6: callers[0].uid: must be between 0 and "),
        Wrong("uid: 1001", "uid: many", "oyd.yaml:6: callers[0].uid: must be a whole number"),
        Wrong("uid: 1001", "uid: \"1001\"", "oyd.yaml:6: callers[0].uid: must be a whole number, without quotes"),
        Wrong("uid: 1001", "uid: '1001'", "oyd.yaml:6: callers[0].uid: must be a whole number, without quotes"),
        Wrong("uid: 1001", "uid: 01001", "oyd.yaml:6: callers[0].uid: must be a whole number, without quotes, plus sign or zeros before it"),
        Wrong("uid: 1001", "uid: +1001", "oyd.yaml:6: callers[0].uid: must be a whole number"),
        Wrong("uid: 1001", "uid: 1_001", "oyd.yaml:6: callers[0].uid: must be a whole number"),
        Wrong("uid: 1001", "uid: 99999999999999999999", "oyd.yaml:6: callers[0].uid: must be between 0 and "),
        Wrong("uid: 1001", "user: nobody-here", "oyd.yaml:6: callers[0].user: there is no user nobody-here"),
        Wrong(
            "uid: 1001", "uid: 1001, user: payroll",
            "oyd.yaml:6: callers[0].user: uid and user say the same thing: give one of them"),
        Wrong("uid: 1001, ", "", "oyd.yaml:6: callers[0]: uid or user is missing"),
        Wrong("name: payroll, ", "", "oyd.yaml:6: callers[0]: name is missing"),
        Wrong("name: payroll", "name: \"\"", "oyd.yaml:6: callers[0].name: must not be empty"),
        Wrong("name: payroll", "name: pay roll", "oyd.yaml:6: callers[0].name: must not contain blanks or control characters"),
        Wrong("name: payroll", "name: \"payroll \"", "oyd.yaml:6: callers[0].name: must not contain blanks"),
        Wrong("name: payroll", "name: \"pay\\eroll\"", "oyd.yaml:6: callers[0].name: must not contain blanks"),
        Wrong("name: payroll", "name: \"pay\\u200Broll\"", "oyd.yaml:6: callers[0].name: must not contain blanks"),
        Wrong("uid: 1001", "uid: 1001, payouts: { banks: [\"014 \"] }", "oyd.yaml:6: callers[0].payouts.banks[0]: must not contain blanks"),
        Wrong("uid: 1001", "uid: 1001, payouts: { banks: [\"0\\t14\"] }", "oyd.yaml:6: callers[0].payouts.banks[0]: must not contain blanks"),
        Wrong("name: payroll", "name: ~", "oyd.yaml:6: callers[0].name: must not be empty"),
        Wrong(
            "oy.v1.DisbursementService/*", "Remit",
            "oyd.yaml:6: callers[0].methods[0]: must be oy.v1.Service/Method, oy.v1.Service/* or *"),
        Wrong("[\"oy.v1.DisbursementService/*\"]", "all", "oyd.yaml:6: callers[0].methods: must be a list"),
        Wrong(
            "https://partner.oyindonesia.com }", "https://x, attempt_timeout: 30 }",
            "oyd.yaml:2: upstream.attempt_timeout: must be a time with its unit, such as 250ms, 30s, 15m, 2h or 7d"),
        Wrong(
            "https://partner.oyindonesia.com }", "https://x, api_key_header: \"X-Key: a\" }",
            "oyd.yaml:2: upstream.api_key_header: "),
        Wrong("https://partner.oyindonesia.com", "ftp://partner.oyindonesia.com", "oyd.yaml:2: upstream.base_url: "),
        Wrong("https://partner.oyindonesia.com", "https://u:p@partner.oyindonesia.com", "oyd.yaml:2: upstream.base_url: "),
        Wrong(
            "https://partner.oyindonesia.com }", "https://x, username_header: X-Api-Key }",
            "oyd.yaml:2: upstream.api_key_header: "),
        Wrong(", methods: [\"oy.v1.DisbursementService/*\"]", "", "oyd.yaml:6: callers[0]: methods or role is missing"),
        Wrong("uid: 1001", "uid: 1001, role: king", "oyd.yaml:6: callers[0].role: must be one of auditor, operator"),
        Wrong("callers:", "log: { level: loud }\ncallers:", "oyd.yaml:5: log.level: must be one of debug, info"),
        Wrong("credentials:", "socket: { path: /x }\ncredentials:", "oyd.yaml:"),
        Wrong("callers:", "callers: [", "oyd.yaml:"),
    ]

    @Test("What cannot be names the file, the line and the key", arguments: wrongs)
    func wrong(row: Wrong) throws {
        let yaml = Self.smallest.replacing(row.change.from, with: row.change.to)
        try #require(yaml != Self.smallest)
        let error = #expect(throws: ConfigurationError.self) { try read(yaml) }
        #expect(error?.description.hasPrefix(row.error) == true, "\(error?.description ?? "")")
    }

    @Test("An empty file, and one with no callers, are refused")
    func nothing() {
        #expect(throws: ConfigurationError.self) { try read("") }
        #expect(throws: ConfigurationError.self) { try read("callers: []") }
    }

    @Test("Two callers of one name are refused")
    func twice() {
        let yaml = Self.smallest + "\n  - { name: payroll, uid: 1002, methods: [\"*\"] }"
        let error = #expect(throws: ConfigurationError.self) { try read(yaml) }
        #expect(error?.description == "oyd.yaml:7: callers[1]: the name payroll is taken by another caller")
    }

    @Test("Two callers that the kernel tells of alike are refused: one would never be served", arguments: [
        ("uid: 1001", true), ("uid: 1001, gid: 5", false), ("uid: 1001, executable: /bin/pay", false), ("uid: 1002", false),
    ])
    func twins(identity: String, areTwins: Bool) {
        let yaml = Self.smallest + "\n  - { name: other, \(identity), methods: [\"*\"] }"
        guard areTwins else {
            #expect(throws: Never.self) { _ = try read(yaml) }
            return
        }
        let error = #expect(throws: ConfigurationError.self) { try read(yaml) }
        #expect(error?.description.hasPrefix("oyd.yaml:7: callers[1]: is the same uid, gid and executable as payroll") == true)
    }
}
