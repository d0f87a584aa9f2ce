import Gateway
import Logging
import Upstream

/// Has the files of the credentials and of the callback token read anew.
struct CredentialKeeper: Sendable {
    let store: CredentialStore
    /// Nil where no callbacks are received.
    let callbackToken: CallbackTokenStore?
    let alarms: AlarmBoard
    let credentialsAlarm: CredentialsAlarm
    let chronicle: LifecycleAudit
    let unwritten = PendingSecretEntries()
    let logger: Logger
    let clock: any Timekeeper

    /// The files that it looks at.
    var files: [String] {
        [store.files.usernameFile, store.files.apiKeyFile] + (callbackToken.map { [$0.file] } ?? [])
    }

    /// Writes down what the daemon starts with.
    func recordStart() async {
        if !store.isMemoryLocked {
            logger.warning("The credentials' memory can't be locked: the system may write it to swap (RLIMIT_MEMLOCK)")
        }
        warnOfShortKey()
        await chronicle.write(
            .credentials, detail: "loaded: \(files.joined(separator: ", "))", outcome: .ok)
    }

    /// Looks at the files.
    ///
    /// - Returns: what is wrong with them; nil where they are good.
    @discardableResult
    func refresh() async -> String? {
        let problems = [await refreshCredentials(), await refreshCallbackToken()].compactMap(\.self)
        return problems.isEmpty ? nil : problems.joined(separator: "; ")
    }

    /// Writes what could not be written of earlier looks.
    func writeRest() async {
        for words in [SecretChangeReporter.Words.credentials, .callbackToken] { await news.writeRest(of: words) }
    }

    private func refreshCredentials() async -> String? {
        let before = store.current.partner
        let change = store.refresh(at: clock.wallNow) { alarms.set(.credentialsUnusable, isRaised: !$0) }
        if case .replaced = change {
            credentialsAlarm.credentialsReplaced()
            warnOfShortKey()
        }
        let isAnother = store.current.partner != before
        return await news.tell(change, of: isAnother ? "another user name: \(names)" : names, as: .credentials)
    }

    private func refreshCallbackToken() async -> String? {
        guard let callbackToken else { return nil }
        let change = callbackToken.refresh { alarms.set(.callbackTokenUnusable, isRaised: !$0) }
        return await news.tell(change, of: callbackToken.file, as: .callbackToken)
    }

    private func warnOfShortKey() {
        logger.warning("The API key may show in the ledger", causes: KeyLengthCheck.warnings(store.current, in: store.files))
    }

    private var news: SecretChangeReporter {
        SecretChangeReporter(alarms: alarms, chronicle: chronicle, unwritten: unwritten, logger: logger)
    }
    private var names: String { "\(store.files.usernameFile), \(store.files.apiKeyFile)" }
}
