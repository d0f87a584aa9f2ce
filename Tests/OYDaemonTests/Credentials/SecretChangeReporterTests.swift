import Foundation
import Gateway
import Ledger
import TestSupport
import Testing
import Upstream

@testable import OYDaemon

/// What is told of looks at files that hold a secret.
@Suite struct SecretChangeReporterTests {
    @Test("News that are told late raise no alarm about files that are good by then")
    func late() async throws {
        let folder = try TemporaryDirectory()
        let files = Configuration.CredentialFiles(
            usernameFile: try folder.write("username", "user"), apiKeyFile: try folder.write("api-key", "key-1"))
        let (alarms, log) = (AlarmBoard(), CapturedLog())
        let ledger = try SQLiteLedger(path: folder["ledger.db"])
        let store = try CredentialStore(files, for: BaseURL("https://oy.example"), at: WallTime(milliseconds: 1))
        let news = SecretChangeReporter(
            alarms: alarms, chronicle: LifecycleAudit(ledger: ledger, logger: log.logger(), clock: SystemTimekeeper()),
            unwritten: PendingSecretEntries(), logger: log.logger())
        let look = { store.refresh(at: WallTime(milliseconds: 2)) { alarms.set(.credentialsUnusable, isRaised: !$0) } }

        try folder.replace("api-key", with: "")
        let refused = look()
        #expect(alarms.isRaised(.credentialsUnusable))
        try folder.replace("api-key", with: "key-2")
        let replaced = look()
        #expect(replaced == .replaced(wereUnusable: true) && !alarms.isRaised(.credentialsUnusable))
        // Two who look at a time (the watch, and SIGHUP) tell of it in any order.
        #expect(await news.tell(replaced, of: "files", as: .credentials) == nil)
        #expect(await news.tell(refused, of: "files", as: .credentials)?.contains("is empty") == true)
        #expect(!alarms.isRaised(.credentialsUnusable))
        await ledger.close()
    }
}
