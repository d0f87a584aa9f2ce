import Gateway
import Logging

/// Tells log and ledger what came of looking at the files of a secret, the credentials or the callback token. It does not set the alarm: several may
/// look at once, and report in another order. `WatchedValue` sets it, under its lock.
///
/// What can't be written into the ledger is kept, and written at a later look: nothing else tells an auditor since when a key
/// is in force.
struct SecretChangeReporter: Sendable {
    /// How people hear of one of them.
    struct Words {
        /// Raised while its files can't be used.
        let alarm: Alarm
        /// As in "the credentials' files can't be used".
        let files: String
        let replaced: Logger.Message
        let refused: Logger.Message
    }

    let alarms: AlarmBoard
    let chronicle: LifecycleAudit
    let unwritten: PendingSecretEntries
    let logger: Logger

    /// - Parameter paths: where the files are.
    /// - Returns: what is wrong with the files; nil where they are good.
    func tell(_ change: FileChange, of paths: String, as words: Words) async -> String? {
        await writeRest(of: words)
        switch change {
        case .none:
            return alarms.isRaised(words.alarm) ? "the \(words.files) can't be used" : nil
        case .recovered:
            await areGood("unchanged: \(paths)", words)
            logger.notice(
                "The \(words.files) can be used again; nothing has changed", metadata: ["alarm": "\(words.alarm.rawValue)"])
            return nil
        case .replaced(let wereUnusable):
            await areGood("replaced: \(paths)", words)
            var facts: Logger.Metadata = ["files": "\(paths)"]
            if wereUnusable { facts["alarm"] = "\(words.alarm.rawValue)" }
            logger.notice(words.replaced, metadata: facts)
            return nil
        case .refused(let problem):
            await write(problem, .notTaken(reason: words.alarm.rawValue.uppercased()), words)
            logger.error(words.refused, metadata: ["alarm": "\(words.alarm.rawValue)", "cause": "\(problem)"])
            return problem
        }
    }

    /// Writes what could not be written before, as of when it happened.
    func writeRest(of words: Words) async {
        guard let entry = unwritten.take(of: words.alarm) else { return }
        await write(entry, words)
    }

    private func areGood(_ detail: String, _ words: Words) async {
        await write(detail, .ok, words)
    }

    private func write(_ detail: String, _ outcome: AuditOutcome, _ words: Words) async {
        await write(chronicle.entry(.credentials, detail: detail, outcome: outcome), words)
    }

    private func write(_ entry: AuditEntry, _ words: Words) async {
        if await !chronicle.write(entry) { unwritten.keep(entry, of: words.alarm) }
    }
}

extension SecretChangeReporter.Words {
    static let credentials = Self(
        alarm: .credentialsUnusable, files: "credentials' files", replaced: "New credentials are in force",
        refused: "New credentials can't be used: the old ones stay in force")
    static let callbackToken = Self(
        alarm: .callbackTokenUnusable, files: "callback token's file", replaced: "A new callback token is in force",
        refused: "The new callback token can't be used: the old one stays in force")
}
