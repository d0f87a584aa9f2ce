import Gateway
import Ledger
import Logging

/// A caller that was renamed with a restart, of which only the ledger can tell; at a reload `Renaming` refuses it. It may as well be another
/// service in its place, so it is only warned of.
enum RenamedCallerCheck {
    /// A sentence for each caller that is configured no more, and whose uid is served only under names that have no payout yet.
    static func warnings(_ callers: [Caller], _ past: [PastCaller]) -> [String] {
        let configured = Set(callers.map(\.name))
        let paying = Set(past.map(\.name))
        return past.compactMap { old in
            guard !configured.contains(old.name), let uid = old.uid else { return nil }
            let names = callers.filter { $0.uid == uid }.map(\.name)
            guard !names.isEmpty, paying.isDisjoint(with: names) else { return nil }
            let new = names.joined(separator: " or ")
            return """
                caller \(new): has no payouts in the ledger, but \(old.name) has some, was served with the same uid \(uid), and is no \
                longer configured. If \(old.name) was renamed, its payouts can't be seen under the new name, its limits of the day start \
                again, and the same payout asked for again is refused: keep the name \(old.name). If \(new) is a new service in its \
                place, nothing needs to be done
                """
        }
    }

    /// Says the same in the log.
    static func log(_ callers: [Caller], _ past: [PastCaller], to logger: Logger) {
        logger.warning("A caller may have been renamed", causes: warnings(callers, past))
    }
}
