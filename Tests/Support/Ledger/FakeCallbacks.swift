import Contract
public import Gateway

/// What a ledger keeps of callbacks, in memory.
public struct FakeCallbacks: Sendable {
    public struct Kept: Sendable {
        public internal(set) var callback: PendingCallback
        public internal(set) var conclusion: CallbackConclusion?
        /// Nil exactly where it is concluded.
        public internal(set) var nextLook: WallTime?
        public internal(set) var concludedAt: WallTime?
        public internal(set) var receivedLastAt: WallTime
    }

    /// Of two kinds, the same words are two.
    private struct Key: Hashable {
        var kind: CallbackKind
        var canonical: [UInt8]

        init(_ callback: ReceivedCallback) {
            (kind, canonical) = (callback.kind, callback.canonical)
        }
    }

    private var kept: [Key: Kept] = [:]
    /// When the first callback about a payment was received.
    private(set) var paymentsSince: WallTime?

    public var values: [Kept] { Array(kept.values) }

    // MARK: Writing

    mutating func receive(_ callback: ReceivedCallback, at time: WallTime, lookUntil: WallTime) throws(FakeEvents.Refused) {
        let key = Key(callback)
        guard var known = kept[key] else {
            guard FakeEvents.isJSON(callback.facts) else { throw FakeEvents.Refused() }
            if callback.kind == .virtualAccount, paymentsSince == nil { paymentsSince = time }
            let id = (kept.values.map(\.callback.id).max() ?? 0) + 1
            let pending = PendingCallback(
                id: id, kind: callback.kind, facts: callback.facts, times: 1, timesOpen: 1, receivedAt: time, looks: 0,
                lookUntil: lookUntil)
            kept[key] = Kept(callback: pending, nextLook: time, receivedLastAt: time)
            return
        }
        known.callback.times += 1
        known.receivedLastAt = time
        if known.isOpen {
            known.callback.timesOpen += 1
        } else {
            known.begin(at: time, times: 1, lookUntil: lookUntil)
        }
        known.conclusion = nil
        known.concludedAt = nil
        known.nextLook = time
        kept[key] = known
    }

    /// - Returns: whether it is to be told: the same was not told within that span of time.
    mutating func tell(
        _ callback: ReceivedCallback, at time: WallTime, unlessToldIn repeats: ClosedRange<WallTime>
    ) throws(FakeEvents.Refused) -> Bool {
        let key = Key(callback)
        let told = kept[key]?.concludedAt.flatMap { repeats.contains($0) ? $0 : nil }
        try receive(callback, at: time, lookUntil: time)
        kept[key]?.conclusion = .told
        kept[key]?.concludedAt = told ?? time
        kept[key]?.nextLook = nil
        return told == nil
    }

    /// What was received again meanwhile stays pending: what was settled is settled, and what came meanwhile begins anew.
    mutating func conclude(_ callback: PendingCallback, as conclusion: CallbackConclusion, at time: WallTime) {
        change(callback) { known, isStale in
            if isStale {
                let patience = known.callback.receivedAt.duration(to: known.callback.lookUntil)
                known.begin(
                    at: known.receivedLastAt, times: known.callback.times - callback.times,
                    lookUntil: known.receivedLastAt.advanced(by: patience))
            } else {
                known.conclusion = conclusion
                known.concludedAt = time
                known.callback.looks += 1
                known.nextLook = nil
            }
        }
    }

    mutating func postpone(_ callback: PendingCallback, until time: WallTime, told: Int) {
        change(callback) { known, isStale in
            known.callback.looks += 1
            known.callback.toldOpen += told
            if !isStale { known.nextLook = time }
        }
    }

    mutating func hasten(dueAfter late: WallTime, to time: WallTime, limit: Int) {
        for key in inOrder({ $0 > late }).prefix(limit) { kept[key]?.nextLook = time }
    }

    mutating func forget(receivedBefore time: WallTime, limit: Int) {
        let old = kept.filter { $0.value.nextLook == nil && $0.value.receivedLastAt < time }
        let oldest = old.sorted { ($0.value.receivedLastAt, $0.value.callback.id) < ($1.value.receivedLastAt, $1.value.callback.id) }
        for (key, _) in oldest.prefix(limit) { kept[key] = nil }
    }

    private mutating func change(_ callback: PendingCallback, _ body: (inout Kept, _ isStale: Bool) -> Void) {
        for (key, known) in kept where known.callback.id == callback.id && known.nextLook != nil {
            body(&kept[key]!, known.callback.times != callback.times)
        }
    }

    // MARK: Reading

    func pending(dueBy time: WallTime, limit: Int) -> [PendingCallback] {
        inOrder { $0 <= time }.prefix(limit).compactMap { kept[$0]?.callback }
    }

    func hasSome(dueAfter time: WallTime) -> Bool {
        kept.values.contains { ($0.nextLook ?? time) > time }
    }

    func hasConcluded(receivedBefore time: WallTime) -> Bool {
        kept.values.contains { $0.nextLook == nil && $0.receivedLastAt < time }
    }

    var backlog: CallbackBacklog {
        let waiting = kept.values.filter(\.isOpen)
        return CallbackBacklog(count: waiting.count, oldest: waiting.map(\.callback.receivedAt).min())
    }

    func reports(on partnerTrxID: String) -> Bool {
        kept.values.contains { known in
            known.nextLook != nil && known.callback.kind == .disbursement
                && JSONMember.string("partner_trx_id", of: Array(known.callback.facts.utf8)) == partnerTrxID
        }
    }

    /// Those whose next look is at such a time, the earliest first.
    private func inOrder(_ isDue: (WallTime) -> Bool) -> [Key] {
        let due = kept.compactMap { key, known in
            known.nextLook.flatMap { isDue($0) ? (time: $0, id: known.callback.id, key: key) : nil }
        }
        return due.sorted { ($0.time, $0.id) < ($1.time, $1.id) }.map(\.key)
    }
}

extension FakeCallbacks.Kept {
    /// It stands for something that was not told yet.
    fileprivate var isOpen: Bool {
        nextLook != nil && callback.toldOpen < callback.timesOpen
    }

    /// All that came before is settled.
    fileprivate mutating func begin(at time: WallTime, times: Int, lookUntil: WallTime) {
        callback.timesOpen = times
        callback.toldOpen = 0
        callback.looks = 0
        callback.receivedAt = time
        callback.lookUntil = lookUntil
    }
}
