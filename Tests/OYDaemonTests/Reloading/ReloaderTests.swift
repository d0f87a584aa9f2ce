import Contract
import Gateway
import Glibc
import Ledger
import Logging
import TestSupport
import Testing

@testable import OYDaemon

/// A new configuration comes into force as a whole or not at all.
@Suite struct ReloaderTests {
    private let folder: TemporaryDirectory
    private let log = CapturedLog()
    private let alarms = AlarmBoard()
    private let ledger: SQLiteLedger
    private let callers: LiveCallers
    private let settings: LiveSettings
    private let reloader: Reloader

    private static let peer = Peer(uid: 1_001, gid: 1, pid: 1)

    init() throws {
        folder = try TemporaryDirectory()
        ledger = try SQLiteLedger(path: folder["ledger.db"])
        let path = try folder.write("oyd.yaml", ConfigurationTests.smallest)
        let document = try ConfigurationDocument(text: ConfigurationTests.smallest, path: path, accounts: FakeAccounts())
        callers = LiveCallers(CallerDirectory(document.configuration.callers))
        settings = LiveSettings(document.configuration)
        reloader = Reloader(
            document, endpoints: try EndpointTable(), callers: callers, settings: settings, alarms: alarms,
            chronicle: LifecycleAudit(ledger: ledger, logger: log.logger(), clock: StillClock()), logger: log.logger())
    }

    private func write(_ from: String, _ to: String) throws {
        let yaml = ConfigurationTests.smallest.replacing(from, with: to)
        try #require(yaml != ConfigurationTests.smallest)
        try folder.write("oyd.yaml", yaml)
    }

    @Test func `a good file is in force`() async throws {
        try write("callers:", "log: { level: error }\nlimits: { default_deadline: 5s }\ncallers:\n  - { name: new, uid: 1002, role: auditor }")
        #expect(await reloader.reload() == nil)
        #expect(callers.current.caller(for: Peer(uid: 1_002, gid: 1, pid: 1))?.name == "new")
        #expect(settings.logLevel == .error)
        #expect(settings.defaultDeadline == .seconds(5))
        #expect(log.lines.map(\.level) == [.notice])
        #expect(log.lines.first?.metadata["changed"]?.contains("callers.new.uid") == true)
        await ledger.close()
    }

    @Test(arguments: [
        ("callers:", "log: { level: error }\nlimits: { default_deadline: never }\ncallers:"),
        ("uid: 1001, methods: [\"oy.v1.DisbursementService/*\"]", "uid: 1009, methods: [\"oy.v1.Nothing/*\"]"),
        ("callers:", "log: { level: error, format: json }\ncallers:"),
        ("callers:", "log: { level: error }\npayouts: { settle: 15m }\ncallers:"),
    ])
    func `of a file with one bad thing in it nothing is in force`(from: String, to: String) async throws {
        try write(from, to)
        #expect(await reloader.reload() != nil)
        #expect(callers.current.caller(for: Self.peer)?.name == "payroll")
        #expect(settings.logLevel == .info)
        #expect(alarms.isRaised(.configurationRefused))
        #expect(log.lines.map(\.level) == [.error])
        try folder.write("oyd.yaml", ConfigurationTests.smallest)
        #expect(await reloader.reload() == nil)
        #expect(!alarms.isRaised(.configurationRefused))
        #expect(log.lines.map { $0.metadata["alarm"] } == ["configuration_refused", "configuration_refused"], "the end is told as one")
        #expect(await reloader.reload() == nil)
        #expect(log.lines.last?.level == .notice && log.lines.last?.metadata["alarm"] == nil, "there was nothing to end")
        await ledger.close()
    }

    @Test func `a file that others can change is not believed`() async throws {
        try write("uid: 1001", "uid: 1002")
        try #require(chmod(folder["oyd.yaml"], 0o606) == 0)
        #expect(await reloader.reload() == "\(folder["oyd.yaml"]): has mode 0606: others can change it")
        #expect(callers.current.caller(for: Self.peer) != nil)
        #expect(alarms.isRaised(.configurationRefused))
        try #require(chmod(folder["oyd.yaml"], 0o600) == 0)
        #expect(await reloader.reload() == nil)
        #expect(callers.current.caller(for: Self.peer) == nil)
        await ledger.close()
    }

    @Test func `a caller's name is for ever: its payouts are its own by that name`() async throws {
        try write("name: payroll", "name: wages")
        #expect(await reloader.reload()?.contains("caller payroll is now called wages") == true)
        #expect(callers.current.caller(for: Self.peer)?.name == "payroll")
        #expect(alarms.isRaised(.configurationRefused))
        // Another name with another identity is another caller.
        try write("name: payroll, uid: 1001", "name: wages, uid: 1002")
        #expect(await reloader.reload() == nil)
        await ledger.close()
    }

    @Test(arguments: [
        // Swapped.
        ("refunds, uid: 1001", "payroll, uid: 1002", "payroll is now called refunds"),
        // Moved: payroll is gone, and refunds is its service now.
        ("refunds, uid: 1001", "other, uid: 1003", "payroll is now called refunds"),
        // Narrowed to a program at the same time.
        ("wages, uid: 1001, executable: /usr/bin/payroll", "refunds, uid: 1002", "payroll is now called wages"),
        // One program, or one group, of what payroll was.
        ("payroll, uid: 1001", "wages, uid: 1001, executable: /usr/bin/payroll", "payroll is now called wages"),
        ("payroll, uid: 1001", "wages, uid: 1001, gid: 7", "payroll is now called wages"),
    ])
    func `a name that moves to another peer takes nobody's payouts away`(first: String, second: String, finding: String) async throws {
        let two = { (first: String, second: String) in
            "name: \(first), methods: [\"oy.v1.DisbursementService/*\"] }\n  - { name: \(second),"
        }
        try write("name: payroll, uid: 1001,", two("payroll, uid: 1001", "refunds, uid: 1002"))
        #expect(await reloader.reload() == nil)
        try write("name: payroll, uid: 1001,", two(first, second))
        #expect(await reloader.reload()?.contains(finding) == true)
        #expect(callers.current.caller(for: Self.peer)?.name == "payroll")
        await ledger.close()
    }

    @Test func `nor may a wider entry take in whom a narrower one of another name served`() async throws {
        try write("uid: 1001,", "uid: 1001, executable: /usr/bin/payroll,")
        #expect(await reloader.reload() == nil)
        try write("payroll, uid: 1001,", "wages, uid: 1001,")
        #expect(await reloader.reload()?.contains("caller payroll is now called wages (uid 1001, /usr/bin/payroll)") == true)
        await ledger.close()
    }

    @Test func `an entry may change all the rest, and make room for others`() async throws {
        try write("uid: 1001,", "uid: 1001, gid: 7,")
        #expect(await reloader.reload() == nil)
        try write("uid: 1001,", "uid: 1001, gid: 8,")
        #expect(await reloader.reload() == nil)
        try write("- { name: payroll, uid: 1001,", "- { name: eyes, uid: 1001, gid: 9, role: auditor }\n  - { name: payroll, uid: 1001, gid: 8,")
        #expect(await reloader.reload() == nil)
        await ledger.close()
    }

    @Test func `what is no plain file is refused at once, however long one would have to wait for its words`() async throws {
        try #require(unlink(folder["oyd.yaml"]) == 0 && mkfifo(folder["oyd.yaml"], 0o600) == 0)
        #expect(await reloader.reload() == "\(folder["oyd.yaml"]): is not a plain file")
        await ledger.close()
    }

    @Test func `rights that can't be written down are not given`() async throws {
        await ledger.close()
        try write("uid: 1001", "uid: 1002")
        #expect(await reloader.reload()?.contains("can't be written down") == true)
        #expect(callers.current.caller(for: Self.peer) != nil)
        #expect(alarms.isRaised(.configurationRefused))
    }
}
