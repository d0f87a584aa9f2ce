import Gateway
@testable import OYDaemon
import Testing

/// What an operator writes down about a caller.
@Suite struct CallerPolicyTests {
    private static let head = """
        socket: { path: /s }
        upstream: { base_url: https://partner.oyindonesia.com }
        credentials: { username_file: /u, api_key_file: /k }
        ledger: { path: /l }

        """

    /// The first caller of a configuration, with these lines after its name, uid and methods; an approver beside it.
    private func caller(_ lines: String..., approverUID: UInt32 = 2) throws(ConfigurationError) -> Caller {
        let more = lines.map { "    \($0)\n" }.joined()
        let yaml = Self.head + """
            callers:
              - name: payroll
                uid: 1
                methods: ["*"]
            \(more)  - { name: chief, uid: \(approverUID), gid: 7, role: approver }
            """
        return try Configuration(yaml: yaml, file: "oyd.yaml", accounts: FakeAccounts()).callers[0]
    }

    @Test("Nothing is limited that is not written down")
    func nothing() throws {
        let caller = try caller()
        #expect(caller.payouts == PayoutPolicy())
        #expect(caller.rate == nil)
        #expect(caller.maximumConnections == nil)
        #expect(caller.maximumInFlight == nil)
    }

    @Test("Every key is read")
    func everything() throws {
        let caller = try caller(
            #"payouts: { max_amount: 5000000, daily_amount: 1000000000, daily_count: 500, banks: ["014", 008, 112S, dana] }"#,
            "rate: 50/s", "max_connections: 4", "max_in_flight: 32", "inquiry: { within: 12h }", "approval_above: 1000000")
        #expect(
            caller.payouts
                == PayoutPolicy(
                    maximumAmount: 5_000_000, dailyAmount: 1_000_000_000, dailyCount: 500, banks: ["014", "008", "112S", "dana"],
                    inquiry: .seconds(43_200), approvalAbove: 1_000_000))
        #expect(caller.rate == Rate(50, per: .seconds(1)))
        #expect(caller.maximumConnections == 4)
        #expect(caller.maximumInFlight == 32)
    }

    @Test("A rate by second, minute or hour, with a burst of its own or all at once", arguments: [
        ("50/s", Rate(50, per: .seconds(1))), ("300/m", Rate(300, per: .seconds(60))),
        ("1000/h", Rate(1000, per: .seconds(3600))), ("{ limit: 50/s, burst: 10 }", Rate(50, per: .seconds(1), burst: 10)),
        ("{ limit: 1/m }", Rate(1, per: .seconds(60))), ("1000000/s", Rate(1_000_000, per: .seconds(1))),
    ])
    func rates(text: String, rate: Rate) throws {
        #expect(try caller("rate: \(text)").rate == rate)
    }

    @Test("An inquiry holds for a day where nothing else is said", arguments: [
        ("required", Duration.seconds(86_400)), ("{ required: true }", .seconds(86_400)), ("{ within: 24h }", .seconds(86_400)),
        ("{ required: true, within: 30d }", .seconds(30 * 86_400)),
    ])
    func inquiries(text: String, window: Duration) throws {
        #expect(try caller("inquiry: \(text)").payouts.inquiry == window)
    }

    @Test("What cannot be is refused by place and key", arguments: [
        ("payouts: { max_amount: 0 }", "callers[0].payouts.max_amount: must be between 1 and 9223372036854775807"),
        ("payouts: { max_amount: 5jt }", "callers[0].payouts.max_amount: must be a whole number"),
        ("payouts: { max_amount: 1.5 }", "callers[0].payouts.max_amount: must be a whole number"),
        ("payouts: { max_amount: 99999999999999999999 }", "callers[0].payouts.max_amount: must be between 1 and"),
        ("payouts: { daily_count: -1 }", "callers[0].payouts.daily_count: must be between 1"),
        ("payouts: { banks: [] }", "callers[0].payouts.banks: must name at least one bank"),
        ("payouts: { banks: 014 }", "callers[0].payouts.banks: must be a list"),
        (#"payouts: { banks: ["014", "014"] }"#, "callers[0].payouts.banks[1]: is listed twice"),
        (#"payouts: { banks: [14] }"#, "callers[0].payouts.banks[0]: is no bank code"),
        (#"payouts: { banks: ["008", 112s] }"#, "callers[0].payouts.banks[1]: is no bank code"),
        (#"payouts: { banks: ["0.14"] }"#, "callers[0].payouts.banks[0]: is no bank code"),
        (#"payouts: { banks: ["\u0660\u0661\u0664"] }"#, "callers[0].payouts.banks[0]: is no bank code"),
        (#"payouts: { banks: ["01400000000000000"] }"#, "callers[0].payouts.banks[0]: is no bank code"),
        (#"payouts: { banks: [""] }"#, "callers[0].payouts.banks[0]: must not be empty"),
        ("payouts: { banks: ['*'] }", "callers[0].payouts.banks[0]: is no bank code"),
        ("payouts: { amount: 5 }", "callers[0].payouts.amount: unknown key"),
        ("payouts: 5", "callers[0].payouts: must be a mapping"),
        ("payouts: { max_amount: 9, daily_amount: 8 }", "callers[0].payouts.max_amount: 9 does not fit into daily_amount, 8"),
        ("rate: 50", "callers[0].rate: must be a number from 1 to 1000000 by second, minute or hour"),
        ("rate: 0/s", "callers[0].rate: must be a number"), ("rate: -5/s", "callers[0].rate: must be a number"),
        ("rate: +5/s", "callers[0].rate: must be a number"), ("rate: 5/d", "callers[0].rate: must be a number"),
        ("rate: 5/s/s", "callers[0].rate: must be a number"), ("rate: /s", "callers[0].rate: must be a number"),
        ("rate: { burst: 5 }", "callers[0].rate: limit is missing"),
        ("rate: { limit: 5/s, burst: 0 }", "callers[0].rate.burst: must be between 1"),
        ("max_connections: 0", "callers[0].max_connections: must be between 1"),
        ("max_in_flight: many", "callers[0].max_in_flight: must be a whole number"),
        ("inquiry: yes", "callers[0].inquiry: must be required, or { within: 24h }"),
        ("inquiry: { within: 31d }", "callers[0].inquiry.within: must be between"),
        ("inquiry: { required: false }", "callers[0].inquiry.required: must be true, or left out"),
        ("approval_above: -1", "callers[0].approval_above: must be between 0"),
        ("executable: \"/usr/bin/pay (deleted)\"", "callers[0].executable: must not end in (deleted)"),
    ])
    func wrong(line: String, says: String) {
        let error = #expect(throws: ConfigurationError.self) { try caller(line) }
        #expect(error?.description.contains(says) == true, "\(String(describing: error))")
        #expect(error?.description.hasPrefix("oyd.yaml:") == true)
    }

    @Test("Approval that is never needed is a slip of the pen")
    func approval() throws {
        let error = #expect(throws: ConfigurationError.self) {
            try caller("payouts: { max_amount: 100 }", "approval_above: 100")
        }
        #expect(error?.description.contains("callers[0].approval_above: 100 is never exceeded: at most 100 may be paid") == true)
        #expect(try caller("approval_above: 5", approverUID: 2).payouts.approvalAbove == 5)
    }

    @Test("The zone of days, and how long a payout waits for approval")
    func wholeGateway() throws {
        let callers = "callers: [{ name: a, uid: 1, role: approver }]\n"
        let plain = try Configuration(yaml: Self.head + callers, file: "oyd.yaml", accounts: FakeAccounts())
        #expect(plain.calendar == .jakarta)
        #expect(plain.payouts.approveWithin == .seconds(86_400))
        let other = try Configuration(
            yaml: Self.head + callers + "time_zone: America/New_York\npayouts: { approve_within: 90m }", file: "oyd.yaml",
            accounts: FakeAccounts())
        #expect(other.calendar.name == "America/New_York")
        #expect(other.payouts.approveWithin == .seconds(5_400))
        let error = #expect(throws: ConfigurationError.self) {
            try Configuration(yaml: Self.head + callers + "time_zone: Jakarta", file: "oyd.yaml", accounts: FakeAccounts())
        }
        #expect(error?.description == "oyd.yaml:6: time_zone: must be a time zone of the IANA database, such as Asia/Jakarta or UTC")
    }
}
