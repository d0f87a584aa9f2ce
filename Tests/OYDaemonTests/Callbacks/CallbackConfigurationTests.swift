import Gateway
import Testing

@testable import OYDaemon

@Suite struct CallbackConfigurationTests {
    private func read(_ more: String) throws(ConfigurationError) -> Configuration {
        try Configuration(yaml: ConfigurationTests.smallest + "\n" + more, file: "oyd.yaml", accounts: FakeAccounts())
    }

    @Test func everyKey() throws {
        let configuration = try read(
            """
            callbacks:
              listen: unix:/run/oyd/callbacks.sock
              mode: "0600"
              token_file: /etc/oyd/token
              allow: [203.0.113.0/24, "2001:db8::/32"]
              trusted_proxies: [127.0.0.0/8]
              rate: 7/s
              look_up_for: 5m
              repeats_within: 3h
            events: { keep: 10d, lag_limit: 20d }
            """)
        let callbacks = try #require(configuration.callbacks)
        #expect(callbacks.listen == .unix(path: "/run/oyd/callbacks.sock"))
        #expect(callbacks.mode == 0o600)
        #expect(callbacks.tokenFile == "/etc/oyd/token")
        #expect(callbacks.allow.map(\.description) == ["203.0.113.0/24", "2001:db8::/32"])
        #expect(callbacks.trustedProxies.count == 1)
        #expect(callbacks.perSecond == 7)
        #expect(configuration.events.lookUpFor == .seconds(300))
        #expect(configuration.events.repeatsWithin == .seconds(3 * 3_600))
        #expect(configuration.events.keep == .seconds(10 * 86_400))
        #expect(configuration.events.lagLimit == .seconds(20 * 86_400))
    }

    /// As those of OY! are: systemd hands it over under a plain name.
    @Test func aTokenOfSystemds() throws {
        let yaml = ConfigurationTests.smallest + "\ncallbacks: { listen: '127.0.0.1:0', token_file: callback-token, allow: ['::1'] }"
        let configuration = try Configuration(
            yaml: yaml, file: "oyd.yaml", accounts: FakeAccounts(), credentialsDirectory: "/run/credentials/oyd.service")
        #expect(configuration.callbacks?.tokenFile == "/run/credentials/oyd.service/callback-token")
        #expect(throws: ConfigurationError.self) { try read("callbacks: { listen: '127.0.0.1:0', token_file: t, allow: ['::1'] }") }
    }

    @Test func defaults() throws {
        #expect(try read("").callbacks == nil)
        #expect(try read("").events == EventSettings())
        let configuration = try read("callbacks: { listen: '[::1]:0', token_file: /t, allow: ['::1'] }")
        #expect(configuration.callbacks?.listen == ListenAddress("[::1]:0").map { .tcp($0) })
        #expect(try read("events: { keep: 200d }").events.lagLimit == .seconds(200 * 86_400))
    }

    @Test(arguments: [
        ("callbacks: {}", "callbacks"), ("callbacks: { listen: 127.0.0.1:1, token_file: /t }", "callbacks"),
        ("callbacks: { listen: 127.0.0.1:1, token_file: /t, allow: [] }", "callbacks.allow"),
        ("callbacks: { listen: localhost:1, token_file: /t, allow: ['::1'] }", "callbacks.listen"),
        ("callbacks: { listen: '::1:8480', token_file: /t, allow: ['::1'] }", "callbacks.listen"),
        ("callbacks: { listen: 127.0.0.1:+80, token_file: /t, allow: ['::1'] }", "callbacks.listen"),
        ("callbacks: { listen: 127.0.0.1:1, token_file: /t, allow: ['::1'], rate: +5/s }", "callbacks.rate"),
        ("callbacks: { listen: 127.0.0.1, token_file: /t, allow: ['::1'] }", "callbacks.listen"),
        ("callbacks: { listen: 127.0.0.1:70000, token_file: /t, allow: ['::1'] }", "callbacks.listen"),
        ("callbacks: { listen: unix:relative, token_file: /t, allow: ['::1'] }", "callbacks.listen"),
        ("callbacks: { listen: 127.0.0.1:1, token_file: t, allow: ['::1'] }", "callbacks.token_file"),
        ("callbacks: { listen: 127.0.0.1:1, token_file: /t, allow: [10.1.0.0/8] }", "callbacks.allow[0]"),
        ("callbacks: { listen: 127.0.0.1:1, token_file: /t, allow: ['::1'], mode: '0600' }", "callbacks.mode"),
        ("callbacks: { listen: 127.0.0.1:1, token_file: /t, allow: ['::1'], rate: 5 }", "callbacks.rate"),
        ("callbacks: { listen: 127.0.0.1:1, token_file: /t, allow: ['::1'], token: x }", "callbacks.token"),
        ("callbacks: { listen: 'unix:/run/oyd/oyd.sock', token_file: /t, allow: ['::1'] }", "callbacks.listen"),
        ("callbacks: { listen: 127.0.0.1:9480, token_file: /t, allow: ['::1'] }\nmetrics: { listen: 127.0.0.1:9480 }", "metrics.listen"),
        ("events: { keep: 10d, lag_limit: 9d }", "events.lag_limit"), ("events: { keep: 0s }", "events.keep"),
        ("events: { keep: 24h }", "events.keep"),
    ])
    func whatCanNotBe(yaml: String, key: String) throws {
        do throws(ConfigurationError) {
            _ = try read(yaml)
            Issue.record("it was read")
        } catch {
            #expect(error.key == key)
        }
    }

    @Test func aCallersKinds() throws {
        func kinds(_ text: String) throws -> Set<EventKind>? {
            let yaml = ConfigurationTests.smallest.replacing("\"oy.v1.DisbursementService/*\"]", with: "\"*\"]\(text)")
            return try Configuration(yaml: yaml, file: "oyd.yaml", accounts: FakeAccounts()).callers.first?.events
        }
        #expect(try kinds("") == [.payout])
        #expect(try kinds(", events: [va, kyc, pfm, disbursement]") == [.virtualAccount, .kyc, .pfm, .disbursement])
        #expect(try kinds(", events: []") == [])
        #expect(throws: ConfigurationError.self) { try kinds(", events: [vat]") }
    }
}
