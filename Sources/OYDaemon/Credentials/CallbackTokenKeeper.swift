import Gateway
import Logging

/// Has the callback token's file read anew, and tells log, alarms and ledger what came of it.
struct CallbackTokenKeeper: Sendable {
    let store: CallbackTokenStore
    let alarms: AlarmBoard
    let chronicle: Chronicle
    let logger: Logger

    /// Looks at the file.
    ///
    /// - Returns: what is wrong with it; nil where it is good.
    func refresh() async -> String? {
        switch store.refresh() {
        case .none:
            return alarms.isRaised(.callbackTokenUnusable) ? "the callback token's file can't be used" : nil
        case .recovered:
            alarms.clear(.callbackTokenUnusable)
            await chronicle.write(.credentials, detail: "unchanged: \(store.file)", outcome: AuditOutcome(code: "OK"))
            logger.notice("The callback token's file can be used again; nothing has changed in it")
            return nil
        case .replaced:
            alarms.clear(.callbackTokenUnusable)
            await chronicle.write(.credentials, detail: "replaced: \(store.file)", outcome: AuditOutcome(code: "OK"))
            logger.notice("A new callback token is in force", metadata: ["file": "\(store.file)"])
            return nil
        case .refused(let problem):
            alarms.raise(.callbackTokenUnusable)
            await chronicle.write(
                .credentials, detail: problem, outcome: AuditOutcome(code: "REFUSED", reason: "CALLBACK_TOKEN_UNUSABLE"))
            logger.error("The new callback token can't be used: the old one stays in force", metadata: ["cause": "\(problem)"])
            return problem
        }
    }
}
