import Contract

/// Records in OY!'s books that are no payments and that a person was shown: each once in a run of the daemon, near enough, however many
/// callbacks look into the account. Pure.
struct NotedRecords: Sendable {
    private var names: Set<String> = []

    /// Those that nobody was shown yet, a bounded number. They count as shown from now on.
    mutating func take(_ records: [Message]) -> [Message] {
        let new = records.filter { !names.contains($0.string("transaction_id")) }.prefix(EventLimits.findingsAtOnce)
        if names.count + new.count > EventLimits.notedRecords { names = [] }
        names.formUnion(new.map { $0.string("transaction_id") })
        return Array(new)
    }

    /// They could not be written down.
    mutating func giveBack(_ records: [Message]) {
        names.subtract(records.map { $0.string("transaction_id") })
    }
}
