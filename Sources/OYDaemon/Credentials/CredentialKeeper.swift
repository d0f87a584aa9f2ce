import Gateway
import Logging

/// Has the credentials' files read anew, and tells log, alarms and ledger what came of it.
struct CredentialKeeper: Sendable {
    let store: CredentialStore
    let alarms: AlarmBoard
    let chronicle: Chronicle
    let logger: Logger
    let timekeeper: any Timekeeper
    /// Nil where no callbacks are received.
    let callbackToken: CallbackTokenKeeper?

    /// The files that it looks at.
    var files: [String] {
        [store.files.usernameFile, store.files.apiKeyFile] + (callbackToken.map { [$0.store.file] } ?? [])
    }

    /// Writes down what the daemon starts with.
    func recordStart() async {
        if !store.isMemoryLocked {
            logger.warning("The credentials' memory can't be locked: the system may write it to swap (RLIMIT_MEMLOCK)")
        }
        await chronicle.write(.credentials, detail: "loaded: \(names)", outcome: AuditOutcome(code: "OK"))
    }

    /// Looks at the files.
    ///
    /// - Returns: what is wrong with them; nil where they are good.
    @discardableResult
    func refresh() async -> String? {
        let problems = [await refreshCredentials(), await callbackToken?.refresh()].compactMap(\.self)
        return problems.isEmpty ? nil : problems.joined(separator: "; ")
    }

    private func refreshCredentials() async -> String? {
        switch store.refresh(at: timekeeper.wallNow) {
        case .none:
            return alarms.isRaised(.credentialsUnusable) ? "the credentials' files can't be used" : nil
        case .recovered:
            alarms.clear(.credentialsUnusable)
            await chronicle.write(.credentials, detail: "unchanged: \(names)", outcome: AuditOutcome(code: "OK"))
            logger.notice("The credentials' files can be used again; nothing has changed in them")
            return nil
        case .replaced:
            alarms.clear(.credentialsUnusable)
            alarms.clear(.credentialsRejected)
            await chronicle.write(.credentials, detail: "replaced: \(names)", outcome: AuditOutcome(code: "OK"))
            logger.notice("New credentials are in force", metadata: ["files": "\(names)"])
            return nil
        case .refused(let problem):
            alarms.raise(.credentialsUnusable)
            await chronicle.write(
                .credentials, detail: problem, outcome: AuditOutcome(code: "REFUSED", reason: "CREDENTIALS_UNUSABLE"))
            logger.error("New credentials can't be used: the old ones stay in force", metadata: ["cause": "\(problem)"])
            return problem
        }
    }

    private var names: String { "\(store.files.usernameFile), \(store.files.apiKeyFile)" }
}
