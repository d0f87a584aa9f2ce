import Contract

/// Where streams begin, and consumers' places.
extension EventCalls {
    /// The cursor after which the stream begins.
    func beginning(of call: AdmittedCall, _ filter: EventFilter) async throws(RPCError) -> Int64 {
        let name = Self.consumer(of: call)
        let known = try await read { () throws(LedgerError) in try await ledger.consumer(name) }
        // Who keeps its own place need not be known here: a place that it never acknowledges would hold events back.
        if known != nil || !call.request.has("after") {
            if known == nil { try await checkRoom(for: name) }
            try await write(.register(name, at: clock.wallNow), of: name)
            if known == nil { try await checkPresence(of: name) }
        }
        let bounds = try await read { () throws(LedgerError) in try await ledger.eventBounds() }
        let gone = try await read { () throws(LedgerError) in try await ledger.newestDeletedEvent(filter) }
        guard call.request.has("after") else {
            // A new consumer begins with what there is; for one that was away too long something is missing.
            let place = if let known { known.cursor } else { try await place(of: name) ?? bounds.floor - 1 }
            guard place >= gone else { throw .eventsGone(oldest: bounds.floor) }
            guard place <= bounds.newest else { throw .cursorAhead(newest: bounds.newest) }
            return place
        }
        let after = call.request.integer("after")
        guard after <= bounds.newest else { throw .cursorAhead(newest: bounds.newest) }
        guard after >= gone || Self.asksForOldest(call) else { throw .eventsGone(oldest: bounds.floor) }
        return after
    }

    /// Whatever was deleted: it begins with what there is.
    static func asksForOldest(_ call: AdmittedCall) -> Bool {
        call.request.has("after") && call.request.integer("after") == 0
    }

    func checkRoom(for name: ConsumerName) async throws(RPCError) {
        let consumers = try await read { () throws(LedgerError) in try await ledger.consumers() }
        guard consumers.count(where: { $0.name.caller == name.caller }) < EventLimits.consumersPerCaller else {
            throw .tooManyConsumers
        }
    }

    /// Many may have come at once, of which the ledger lets only so many in.
    func checkPresence(of name: ConsumerName) async throws(RPCError) {
        guard try await place(of: name) != nil else { throw .tooManyConsumers }
    }

    private func place(of name: ConsumerName) async throws(RPCError) -> Int64? {
        try await read { () throws(LedgerError) in try await ledger.consumer(name)?.cursor }
    }

    /// A consumer that listens is there, however long there is nothing for it to acknowledge.
    func noteSeen(_ name: ConsumerName, _ seenAt: inout WallTime) async throws(RPCError) {
        let now = clock.wallNow
        guard seenAt.advanced(by: EventLimits.seenAgain) <= now else { return }
        let known = try await read { () throws(LedgerError) in try await ledger.consumer(name) }
        if known != nil { try await write(.register(name, at: now), of: name) }
        seenAt = now
    }
}
