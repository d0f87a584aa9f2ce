import Gateway
import TestSupport

/// Holds what OY! did, what the ledger says and what callers were told against each other (docs/payouts.md).
///
/// The order of gathering matters: first the ledger of a dead daemon, then OY!'s books. What still arrives at OY! in
/// between was written down before it was sent, so the books may run ahead of a state, never of an intent.
struct Inquest {
    var ledger: [String: LedgerOnDisk.Row]
    var books: Books
    var told: [String: [Testimony]]

    /// Every contradiction, in words that begin with the payout's name.
    func contradictions() -> [String] {
        var found: [String] = []
        for id in books.ids { found += money(id).map { "\(id): \($0)" } }
        for (id, row) in ledger { found += record(row, books[id]).map { "\(id): \($0)" } }
        for (id, testimonies) in told { found += words(testimonies, ledger[id]).map { "\(id): \($0)" } }
        return found.sorted()
    }

    /// Rule 1: nothing reaches OY! that is not on disk. Rule 3: nothing twice.
    private func money(_ id: String) -> [String] {
        let entry = books[id]
        var found: [String] = []
        if entry.executed > 1 { found.append("was paid \(entry.executed) times") }
        if entry.accepted > 1 { found.append("was accepted \(entry.accepted) times") }
        guard let row = ledger[id] else { return found + ["reached OY!, and is not in the ledger"] }
        if entry.received > row.attempts - row.unsent {
            found.append("OY! received it \(entry.received) times, and the ledger counts \(row)")
        }
        return found
    }

    /// What the ledger says is so.
    private func record(_ row: LedgerOnDisk.Row, _ entry: Books.Entry) -> [String] {
        let isTrue =
            switch row.state {
            case .completed: entry.executed == 1
            case .failed: entry.executed == 0 && entry.accepted == 1
            case .rejected, .cancelled, .recorded, .awaitingApproval: entry.accepted == 0
            case .inProgress: entry.accepted == 1
            case .unknown: true
            }
        return isTrue ? [] : ["is \(row.state.rawValue) in the ledger, and OY! has \(entry)"]
    }

    /// Whatever a caller was told stays true.
    private func words(_ testimonies: [Testimony], _ row: LedgerOnDisk.Row?) -> [String] {
        var found: [String] = []
        for testimony in testimonies {
            switch testimony.word {
            case .impossible(let what): found.append(what)
            case .absent: break
            case .state(let state):
                guard let row else {
                    found.append("a caller was told \(state.rawValue), and it is not in the ledger")
                    continue
                }
                if !state.canBecome(row.state) {
                    found.append("a caller was told \(state.rawValue), and the ledger says \(row.state.rawValue)")
                }
            }
        }
        return found + order(testimonies)
    }

    /// Who asks after another was answered hears nothing older.
    private func order(_ testimonies: [Testimony]) -> [String] {
        testimonies.flatMap { earlier in
            testimonies.compactMap { later in
                guard earlier.heard < later.asked, case .state(let before) = earlier.word else { return nil }
                switch later.word {
                case .absent: return "a caller was told \(before.rawValue), and a later one that there is none"
                case .state(let after) where !before.canBecome(after):
                    return "a caller was told \(before.rawValue), and a later one \(after.rawValue)"
                case .state, .impossible: return nil
                }
            }
        }
    }

    /// After the storm: those that should be final by now and are not.
    ///
    /// What OY! refuses every time is never paid, and yet not REJECTED where an earlier attempt is unaccounted for: no
    /// answer of OY!'s speaks of that one (rule 2).
    func unfinished(_ orders: [String: Order]) -> [String] {
        ledger.filter { id, row in
            guard !row.state.isFinal else { return false }
            let isExplained = row.state == .unknown && row.unaccounted > 0 && books[id].accepted == 0
            return !(isExplained && orders[id]?.isRefused == true)
        }
        .map { "\($0.key): is still \($0.value)" }.sorted()
    }
}
