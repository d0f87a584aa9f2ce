import Testing

@testable import Gateway

/// Rule 1: the intent is on disk before the first byte, the outcome before anybody hears it.
@Suite struct Rule1IntentFirstTests {
    @Test func askedIsRecordedBeforeItIsSent() {
        var machine = PayoutMachine.fresh
        #expect(
            machine.requested(at: second(0), clear: true) == [.record([.createdAndBegun]), .send])
        #expect(machine.payout.state == .unknown)
        #expect(machine.payout.attempts == 1)
        #expect(machine.payout.lastSentAt == second(30))
    }

    @Test func askedWhileOYCannotBeCalledIsOnlyRecorded() {
        var machine = PayoutMachine.fresh
        #expect(machine.requested(at: second(0), clear: false) == [.record([.created(.recorded)])])
        #expect(machine.payout.state == .recorded)
        #expect(machine.payout.attempts == 0)
    }

    @Test func aRecordedOneIsCountedBeforeItIsSent() {
        var machine = PayoutMachine.recorded
        #expect(
            machine.turnCame(at: second(3), clear: true) == [
                .record([.attemptBegan(1), .moved(from: .recorded, to: .unknown)]), .send,
            ])
    }

    @Test func everyEndOfAnAttemptIsRecordedFirst() {
        for reading in [AttemptReading.unsent, .lost, .accepted, .code("209"), .code("201"), .code("225")] {
            var machine = PayoutMachine.sending
            #expect(machine.sendEnded(reading, at: second(1), jitter: 0).kinds.first == "record")
        }
    }

    /// What a crash leaves at any moment of the first sending is UNKNOWN with the attempt counted: OY! is asked.
    @Test func afterACrashWhileSendingOYIsAsked() {
        let onDisk = PayoutMachine.sending.payout
        var machine = PayoutMachine(stored: onDisk, settings: defaults, partner: .sample)
        #expect(machine.turnCame(at: second(30), clear: true) == [.ask])
    }
}
