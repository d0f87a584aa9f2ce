import Contract

/// Answers `EventService` from the ledger.
///
/// A stream holds one page of events and waits for its reader: one that is slow, or never reads, costs that page and holds
/// up nobody.
public struct EventCalls: Sendable {
    let ledger: any EventLedger
    private let feed: EventFeed
    private let callers: LiveCallers
    let clock: any Timekeeper

    public init(ledger: any EventLedger, feed: EventFeed, callers: LiveCallers, clock: any Timekeeper) {
        self.ledger = ledger
        self.feed = feed
        self.callers = callers
        self.clock = clock
    }

    // MARK: Ack

    func answer(_ call: AdmittedCall) async -> CallEnd {
        guard call.endpoint.rpc == .ack else { preconditionFailure("\(call.endpoint.fullName) is not served") }
        do throws(RPCError) {
            return CallEnd(result: .success(try await acknowledge(call)))
        } catch {
            return CallEnd(result: .failure(error))
        }
    }

    private func acknowledge(_ call: AdmittedCall) async throws(RPCError) -> Message {
        let (name, cursor) = (Self.consumer(of: call), call.request.integer("cursor"))
        let newest = try await read { () throws(LedgerError) in try await ledger.eventBounds().newest }
        guard cursor <= newest else { throw .cursorAhead(newest: newest) }
        let known = try await read { () throws(LedgerError) in try await ledger.consumer(name) }
        if known == nil { try await checkRoom(for: name) }
        let (place, now) = (known?.cursor ?? 0, clock.wallNow)
        // One that has nothing new is noted as seen now and then: it is still there.
        if place < cursor || (known?.seenAt ?? now).advanced(by: EventLimits.seenAgain) <= now {
            try await write(.acknowledge(name, cursor: cursor, at: now), of: name)
            if known == nil { try await checkPresence(of: name) }
        }
        var message = Message(call.endpoint.response)
        message.set("cursor", to: max(place, cursor))
        return message
    }

    // MARK: Watch

    /// Tells events until the reader goes away, the gateway stops, or the ledger can't be read.
    func watch<E: Error>(
        _ call: AdmittedCall, send: (Message) async throws(E) -> Void
    ) async throws(StreamFailure<E>) {
        guard call.endpoint.rpc == .watch else { preconditionFailure("\(call.endpoint.fullName) is not served") }
        guard feed.enter(call.caller.name) else { throw .refused(.tooManyWatches) }
        defer { feed.leave(call.caller.name) }
        let (filter, start): (EventFilter, Int64)
        do throws(RPCError) {
            filter = try Self.filter(of: call)
            start = try await beginning(of: call, filter)
        } catch {
            throw .refused(error)
        }
        var position = start
        var seenAt = clock.wallNow
        while true {
            let page: EventPage
            do {
                page = try await ledger.events(filter, after: position, limit: EventLimits.page)
            } catch {
                throw .refused(.ledgerUnavailable)
            }
            // A stream may be older than the configuration in force: what its caller may see is looked at anew then.
            guard callers.current.contains(call.caller) else { throw .refused(.rightsChanged) }
            // A reader that was slow for too long is told so; what was deleted is not passed over. What it could not have
            // seen it has not missed.
            guard position >= page.gone || (position == 0 && Self.asksForOldest(call)) else { throw .refused(.eventsGone(oldest: page.floor)) }
            for event in page.events {
                // Facts of a newer contract are passed over; there is nothing that this one could say of them.
                guard let message = event.response(call.endpoint.response) else { continue }
                do throws(E) {
                    try await send(message)
                } catch {
                    // A stop ends the stream on the wire first, and its reader hears that.
                    throw feed.isOpen ? .reader(error) : .refused(.shuttingDown)
                }
            }
            position = page.position
            do throws(RPCError) {
                try await noteSeen(Self.consumer(of: call), &seenAt)
            } catch {
                throw .refused(error)
            }
            guard await feed.waitForNews(after: position) else {
                if feed.isOpen { return }
                throw .refused(.shuttingDown)
            }
        }
    }

    /// What the caller may see of what it asks for.
    private static func filter(of call: AdmittedCall) throws(RPCError) -> EventFilter {
        let allowed = call.caller.events
        var kinds: Set<EventKind> = []
        for number in call.request.integers("kinds") {
            guard let kind = EventKind(rawValue: number) else {
                throw .invalidRequest([FieldViolation(field: "kinds", message: "has one that the contract has not")])
            }
            guard allowed.contains(kind) else { throw .eventKindNotAllowed(kind, caller: call.caller.name) }
            kinds.insert(kind)
        }
        return EventFilter(kinds: kinds.isEmpty ? allowed : kinds, owner: call.owner)
    }

    // MARK: The ledger

    static func consumer(of call: AdmittedCall) -> ConsumerName {
        ConsumerName(caller: call.caller.name, name: call.request.string("consumer"))
    }

    /// Writes what a caller asks for of its consumer `name`.
    func write(_ write: EventWrite, of name: ConsumerName) async throws(RPCError) {
        do {
            try await ledger.commit(LedgerChange(entries: [], events: [write], begunBy: name.caller))
        } catch {
            throw RPCError(error)
        }
    }

    func read<Value>(_ body: () async throws(LedgerError) -> Value) async throws(RPCError) -> Value {
        do {
            return try await body()
        } catch {
            throw .ledgerUnavailable
        }
    }
}
