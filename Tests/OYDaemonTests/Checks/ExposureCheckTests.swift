import Testing

@testable import OYDaemon

/// Settings that a host with nobody else on it may have, and no other should.
@Suite struct ExposureCheckTests {
    private func warnings(_ more: String, mode: String? = nil, makesSocket: Bool = true) throws -> [String] {
        var configuration = try Configuration(
            yaml: ConfigurationTests.smallest + "\n" + more, file: "oyd.yaml", accounts: FakeAccounts())
        if let mode { configuration.socket.mode = try #require(UInt16(mode, radix: 8)) }
        return ExposureCheck.warnings(configuration, makesSocket: makesSocket)
    }

    @Test(arguments: [("0666", true), ("0662", true), ("0660", false), ("0664", false), ("0600", false)])
    func `a socket that everybody may connect to`(mode: String, isOpen: Bool) throws {
        #expect(try warnings("", mode: mode).map { $0.hasPrefix("socket.mode: \(mode) lets every user") } == (isOpen ? [true] : []))
        #expect(try warnings("", mode: mode, makesSocket: false).isEmpty, "systemd's")
    }

    @Test(arguments: [
        ("http://127.0.0.1:8080", true), ("http://localhost", true), ("'http://[::1]:8080'", true), ("https://127.0.0.1:8080", false),
        // Refused, which is more than a warning.
        ("http://192.0.2.1", false),
    ])
    func `a simulator that anybody may stand in for`(url: String, isOpen: Bool) throws {
        let yaml = ConfigurationTests.smallest.replacing("https://partner.oyindonesia.com", with: url)
        let configuration = try Configuration(yaml: yaml, file: "oyd.yaml", accounts: FakeAccounts())
        #expect(ExposureCheck.warnings(configuration).map { $0.hasPrefix("upstream.base_url: http://") } == (isOpen ? [true] : []))
    }

    @Test(arguments: [
        ("0.0.0.0:9480", true), ("192.0.2.1:9480", true), ("[::]:9480", true), ("127.0.0.1:9480", false), ("127.9.9.9:0", false),
        ("[::1]:9480", false), ("[::ffff:127.0.0.1]:9480", false),
    ])
    func `metrics for other hosts`(listen: String, isOpen: Bool) throws {
        let warnings = try warnings("metrics: { listen: '\(listen)' }")
        #expect(warnings.map { $0.hasPrefix("metrics.listen: \(listen) can be reached") } == (isOpen ? [true] : []))
    }

    @Test(arguments: [
        ("0.0.0.0/0", true), ("128.0.0.0/1", true), ("8.0.0.0/7", true), ("'::/0'", true), ("'2000::/3'", true), ("10.0.0.0/8", false),
        ("127.0.0.0/8", false), ("'fc00::/7'", false), ("203.0.113.5", false),
    ])
    func `proxies that are anybody`(block: String, isOpen: Bool) throws {
        let warnings = try warnings("callbacks: { listen: '127.0.0.1:0', token_file: /t, allow: ['::1'], trusted_proxies: [\(block)] }")
        let name = block.replacing("'", with: "")
        #expect(warnings.map { $0.hasPrefix("callbacks.trusted_proxies: \(name) takes strangers") } == (isOpen ? [true] : []))
    }

    @Test(arguments: [("0666", true), ("0660", false)])
    func `a socket for callbacks that everybody may connect to`(mode: String, isOpen: Bool) throws {
        let warnings = try warnings("callbacks: { listen: 'unix:/run/c.sock', mode: '\(mode)', token_file: /t, allow: ['::1'] }")
        #expect(warnings.map { $0.hasPrefix("callbacks.mode: \(mode) lets every user") } == (isOpen ? [true] : []))
    }
}
