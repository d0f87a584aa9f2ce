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
        let (alarms, log) = (AlarmBoard(), CapturedLog())
        let ledger = try SQLiteLedger(path: folder["ledger.db"])
        let files = Configuration.CredentialFiles(
            usernameFile: try folder.write("username", "user"), apiKeyFile: try folder.write("api-key", "key-1"))
        let keeper = CredentialKeeper(
            store: try CredentialStore(files, for: BaseURL("https://oy.example"), at: WallTime(milliseconds: 1)),
            callbackToken: try CallbackTokenStore(file: folder.write("token", "0123456789abcdef-1")), alarms: alarms,
            credentialsAlarm: CredentialsAlarm(alarms: alarms, logger: log.logger()),
            chronicle: Chronicle(ledger: ledger, logger: log.logger(), clock: SystemTimekeeper()), logger: log.logger(),
            clock: SystemTimekeeper())
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
}
