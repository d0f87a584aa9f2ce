import Gateway

/// What a ledger keeps of virtual accounts, in memory.
struct FakeAccounts: Sendable {
    /// With when they were seen.
    private var seen: [KnownAccount: WallTime] = [:]

    init(_ known: Set<KnownAccount> = []) {
        seen = Dictionary(uniqueKeysWithValues: known.map { ($0, WallTime(milliseconds: 0)) })
    }

    var all: Set<KnownAccount> { Set(seen.keys) }

    /// One that is known is written again only where that says something.
    mutating func remember(_ account: KnownAccount, at time: WallTime) throws(FakeEvents.Refused) {
        guard !account.number.isEmpty, !account.id.isEmpty else { throw FakeEvents.Refused() }
        guard let (known, seenAt) = seen.first(where: { $0.key.number == account.number && $0.key.id == account.id }) else {
            seen[account] = time
            return
        }
        let isNamed = !account.partnerUserID.isEmpty && account.partnerUserID != known.partnerUserID
        guard isNamed || time >= seenAt.advanced(by: EventLimits.accountSeenAgain) else { return }
        seen[known] = nil
        seen[account.partnerUserID.isEmpty ? known : account] = max(seenAt, time)
    }

    /// The ones seen last first, a bounded number.
    func accounts(numbered number: String) -> [KnownAccount] {
        let known = seen.filter { $0.key.number == number }.sorted { ($1.value, $0.key.id) < ($0.value, $1.key.id) }
        return known.prefix(EventLimits.accountsOfANumber).map(\.key)
    }

    func hasSome(seenBefore time: WallTime) -> Bool {
        seen.values.contains { $0 < time }
    }

    mutating func forget(seenBefore time: WallTime, limit: Int) {
        let old = seen.filter { $0.value < time }.sorted {
            ($0.value, $0.key.number, $0.key.id) < ($1.value, $1.key.number, $1.key.id)
        }
        for (account, _) in old.prefix(limit) { seen[account] = nil }
    }
}
