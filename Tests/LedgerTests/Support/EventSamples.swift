import Gateway

@testable import Ledger

/// Short ways to write events and to read them, for the tests of what the ledger keeps of them.
func at(_ seconds: Int64) -> WallTime { WallTime(milliseconds: seconds * 1_000) }

func draft(_ identity: String?, owner: String? = nil, kind: EventKind = .virtualAccount) -> EventDraft {
    EventDraft(kind: kind, identity: identity, owner: owner, isVerified: true, facts: #"{"amount":1}"#)
}

func callback(_ body: String = #"{"va_number":"1","amount":1,"success":true}"#) throws -> ReceivedCallback {
    try ReceivedCallback(.virtualAccount, body: Array(body.utf8))
}

let everything = EventFilter(kinds: Set(EventKind.allCases), owner: nil)

func write(_ ledger: SQLiteLedger, _ writes: EventWrite...) async throws {
    try await ledger.commit(LedgerChange(entries: [], events: writes))
}

func cursors(_ ledger: SQLiteLedger, _ filter: EventFilter? = nil, after: Int64 = 0, limit: Int = 100) async throws -> [Int64] {
    try await ledger.events(filter ?? everything, after: after, limit: limit).events.map(\.cursor)
}

func pending(_ ledger: SQLiteLedger, by time: WallTime) async throws -> [PendingCallback] {
    try await ledger.pendingCallbacks(dueBy: time, limit: 10)
}

@discardableResult
func purge(
    _ ledger: SQLiteLedger, kept: Int64, forConsumers: Int64, consumers: Int64 = 0, remembered: Int64 = 0, limit: Int = 100
) async throws -> EventPurge {
    let purge = EventPurge(
        keptSince: at(kept), keptForConsumersSince: at(forConsumers), consumersSeenSince: at(consumers),
        rememberedSince: at(remembered), limit: limit)
    try await write(ledger, .purge(purge))
    return purge
}

/// One event in each of ten seconds.
func aged(_ ledger: SQLiteLedger) async throws {
    for second: Int64 in 1...10 { try await write(ledger, .add([draft("va:\(second)")], at: at(second))) }
}
