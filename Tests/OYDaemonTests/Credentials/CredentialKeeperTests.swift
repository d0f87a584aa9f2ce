import Gateway
import Ledger
import Logging
import TestSupport
import Testing
import Upstream

@testable import OYDaemon

/// What the log tells of files that are looked at again and again.
@Suite struct CredentialKeeperTests {
    @Test("The end of an alarm is told with its name, whatever ends it", arguments: ["credentials_unusable", "callback_token_unusable"])
    func end(alarm: String) async throws {
        let folder = try TemporaryDirectory()
        let (ledger, log) = (try SQLiteLedger(path: folder["ledger.db"]), CapturedLog())
        let keeper = try keeper(folder, ledger, log)
        let file = alarm == "credentials_unusable" ? "api-key" : "token"

        try folder.replace(file, with: "")
        #expect(await keeper.refresh() != nil)
        try folder.replace(file, with: "0123456789abcdef-2")
        #expect(await keeper.refresh() == nil)
        #expect(log.lines.map(\.level) == [.error, .notice])
        #expect(log.lines.map { $0.metadata["alarm"] } == [alarm, alarm])

        // Without an alarm there is no end of one.
        try folder.replace(file, with: "0123456789abcdef-3")
        #expect(await keeper.refresh() == nil)
        #expect(log.lines.count == 3 && log.lines.last?.metadata["alarm"] == nil)
        await ledger.close()
    }

    /// A keeper of files in `folder`.
    private func keeper(_ folder: TemporaryDirectory, _ ledger: any Ledger, _ log: CapturedLog) throws -> CredentialKeeper {
        let alarms = AlarmBoard()
        let files = Configuration.CredentialFiles(
            usernameFile: try folder.write("username", "user"), apiKeyFile: try folder.write("api-key", "key-0123456789abcdef"))
        return CredentialKeeper(
            store: try CredentialStore(files, for: BaseURL("https://oy.example"), at: WallTime(milliseconds: 1)),
            callbackToken: try CallbackTokenStore(file: folder.write("token", "0123456789abcdef-1")), alarms: alarms,
            credentialsAlarm: CredentialsAlarm(alarms: alarms, logger: log.logger()),
            chronicle: LifecycleAudit(ledger: ledger, logger: log.logger(), clock: SystemTimekeeper()), logger: log.logger(),
            clock: SystemTimekeeper())
    }

    @Test("What the ledger did not take is written once it does, the last of each kind of file, as of when it happened")
    func unwritten() async throws {
        let (folder, ledger, log) = (try TemporaryDirectory(), FakeLedger(), CapturedLog())
        let keeper = try keeper(folder, ledger, log)
        ledger.isReadOnly = true
        try folder.replace("token", with: "0123456789abcdef-2")
        try folder.replace("api-key", with: "key-0123456789abcdef-2")
        await keeper.refresh()
        try folder.replace("api-key", with: "")
        let problem = await keeper.refresh()
        await keeper.refresh()
        #expect(ledger.entries.isEmpty)
        #expect(log.lines.contains { $0.level == .critical && $0.metadata["kind"] == "credentials" })

        let end = WallTime(milliseconds: SystemTimekeeper().wallNow.milliseconds)
        try await Task.sleep(for: .milliseconds(5))
        ledger.isReadOnly = false
        await keeper.refresh()
        #expect(ledger.entries.map(\.detail) == [problem, "replaced: \(folder["token"])"])
        #expect(ledger.entries.map(\.outcome?.code) == ["REFUSED", "OK"])
        #expect(ledger.entries.allSatisfy { $0.kind == .credentials && $0.time <= end })
        await keeper.refresh()
        #expect(ledger.entries.count == 2, "each once")
    }

    @Test("A stop writes what is left, too")
    func rest() async throws {
        let (folder, ledger, log) = (try TemporaryDirectory(), FakeLedger(), CapturedLog())
        let keeper = try keeper(folder, ledger, log)
        ledger.isReadOnly = true
        try folder.replace("token", with: "0123456789abcdef-2")
        await keeper.refresh()
        ledger.isReadOnly = false
        await keeper.writeRest()
        #expect(ledger.entries.map(\.detail) == ["replaced: \(folder["token"])"])
    }

    @Test("The start names all files, the callback token's too, and warns of a key that can't be masked", arguments: [
        ("key-0123456789abcdef", false), ("key-0123456789a", true),
    ])
    func start(key: String, isShort: Bool) async throws {
        let (folder, ledger, log) = (try TemporaryDirectory(), FakeLedger(), CapturedLog())
        let keeper = try keeper(folder, ledger, log)
        try folder.replace("api-key", with: key)
        await keeper.refresh()
        #expect(log.lines.contains { $0.metadata["cause"]?.contains("the key is too short") == true } == isShort)
        let before = log.lines.count
        await keeper.recordStart()
        let warnings = log.lines.dropFirst(before).compactMap { $0.metadata["cause"] }
        #expect(warnings.map { $0.hasPrefix("\(folder["api-key"]): the key is too short") } == (isShort ? [true] : []))
        #expect(!warnings.contains { $0.contains(key) || $0.contains("\(key.count)") })
        #expect(ledger.entries.last?.detail == "loaded: \(folder["username"]), \(folder["api-key"]), \(folder["token"])")
    }
}
