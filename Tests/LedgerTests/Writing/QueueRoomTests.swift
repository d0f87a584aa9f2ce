import Testing

@testable import Ledger

/// Who finds room in the queue of changes, and who is told to come again.
@Suite struct QueueRoomTests {
    private func room(_ queued: Int = 16, bytes: Int = 1_600) -> QueueRoom {
        var limits = LedgerLimits()
        limits.queued = queued
        limits.queuedBytes = bytes
        return QueueRoom(limits)
    }

    /// How many of `count` are taken in.
    private func taken(_ count: Int, _ claim: QueueRoom.Claim, in room: inout QueueRoom, bytes: Int = 1) -> Int {
        var taken = 0
        for _ in 0..<count where room.take(claim, bytes: bytes) { taken += 1 }
        return taken
    }

    /// Attack: one caller, and reads beside it, fill the queue, so that nobody else can pay.
    @Test(arguments: [1, 100]) func aCallerHasAShareAndLeavesSomeToOthersBesideAllReads(bytes: Int) {
        var room = room()
        #expect(taken(100, .note, in: &room, bytes: bytes) == 8)
        #expect(taken(100, .beginning(of: "greedy"), in: &room, bytes: bytes) == 6)
        #expect(taken(100, .beginning(of: "patient"), in: &room, bytes: bytes) == 2)
    }

    /// However full it is, what has happened is taken in; and it takes no room from what others begin.
    @Test func outcomesAreNeverRefusedAndKeepNobodyOut() {
        var room = room()
        #expect(taken(100, .outcome, in: &room, bytes: 1_000) == 100)
        #expect(taken(1, .beginning(of: "patient"), in: &room) == 1)
        #expect(taken(1, .note, in: &room) == 0, "what nobody waits for comes last")
        #expect(taken(100, .beginning(of: "a"), in: &room) + taken(100, .beginning(of: "b"), in: &room) == 12)
        #expect(taken(100, .beginning(of: "c"), in: &room) == 3)
        #expect(taken(1, .outcome, in: &room) == 1)
    }

    @Test func whatIsDoneGivesItsRoomBack() {
        var room = room(bytes: 1_000_000)
        let changes = (0..<6).map { QueuedChange(.begun(.sample("A-\($0)", caller: "greedy")), isAwaited: true) }
        for change in changes { #expect(taken(1, change.claim, in: &room, bytes: change.byteCount) == 1) }
        #expect(taken(1, .outcome, in: &room, bytes: 5) == 1)
        #expect(taken(1, .beginning(of: "greedy"), in: &room) == 0)
        room.giveBack(QueueRoom.Done(changes))
        #expect(room.all == QueueRoom.Load(count: 1, bytes: 5))
        #expect(taken(100, .beginning(of: "greedy"), in: &room) == 6)
    }

    /// Whoever only pays is bounded by its payouts in flight, of which it hears, and not by this.
    @Test func theShareHoldsAllPayoutsThatACallerMayHaveInFlight() {
        #expect(LedgerLimits().queuedOfCaller > 5_000)
        #expect(LedgerLimits().queuedOfCaller <= LedgerLimits().queued / 2 - LedgerLimits().queued / 8)
    }
}
