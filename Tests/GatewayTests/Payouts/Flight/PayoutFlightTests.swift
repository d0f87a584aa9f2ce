import Testing

@testable import Gateway

/// Rules 1 and 7, as far as the order of steps goes.
@Suite struct PayoutFlightTests {
    private func change(_ step: PayoutFlight.Step) -> LedgerChange? {
        if case .commit(let change) = step { change } else { nil }
    }

    @Test func rule1NothingIsToldOrSentBeforeItIsOnDisk() throws {
        let flight = PayoutFlight(.fresh)
        flight.requested(at: second(0), clear: true)
        #expect(flight.onDisk == nil)
        let intent = try #require(change(flight.step(at: second(0))))
        #expect(intent.payout == .insert(PayoutMachine.sending.payout, within: nil))
        #expect(intent.entries.map(\.kind) == [.attempt])
        #expect(intent.entries.map(\.to) == [.unknown])

        flight.committed()
        #expect(flight.onDisk?.state == .unknown)
        #expect(flight.step(at: second(0)) == .send(by: second(30)))

        flight.sendEnded(.accepted, at: second(1), jitter: 0)
        #expect(flight.onDisk?.state == .unknown)
        let outcome = try #require(change(flight.step(at: second(1))))
        #expect(outcome.payout == .update(PayoutMachine.inProgress.payout, from: .unknown))

        flight.committed()
        #expect(flight.onDisk?.state == .inProgress)
        #expect(flight.step(at: second(1)) == .rest)
    }

    @Test func rule7WithoutTheIntentNothingIsSent() {
        let flight = PayoutFlight(.fresh)
        flight.requested(at: second(0), clear: true)
        flight.commitFailed()
        #expect(flight.step(at: second(0)) == .rest)
        #expect(flight.onDisk == nil)
    }

    @Test func anOutcomeThatCannotBeWrittenIsNotTold() {
        let flight = PayoutFlight(.fresh)
        flight.requested(at: second(0), clear: true)
        flight.committed()
        flight.sendEnded(.accepted, at: second(1), jitter: 0)
        flight.commitFailed()
        #expect(flight.step(at: second(1)) == .rest)
        #expect(flight.onDisk?.state == .unknown)
    }

    @Test func aResendIsCountedOnDiskFirst() {
        let flight = PayoutFlight(.unknown)
        flight.turnCame(at: second(70), clear: true)
        #expect(flight.step(at: second(70)) == .ask)
        flight.askEnded(.code("204"), at: second(70), clear: true, jitter: 0)
        #expect(change(flight.step(at: second(70)))?.payout?.payout.attempts == 2)
        flight.committed()
        #expect(flight.step(at: second(70)) == .send(by: second(100)))
    }

    @Test func alarmsAreTakenOnceAndOnlyAfterTheRecord() {
        let flight = PayoutFlight(.asking.asked(.lost, at: 6))
        flight.turnCame(at: second(10), clear: true)
        flight.askEnded(.code("208"), at: second(11), clear: true, jitter: 0)
        #expect(flight.takenAlarms() == [])
        flight.committed()
        #expect(flight.takenAlarms() == [.credentialsRefused(code: "208")])
        #expect(flight.takenAlarms() == [])
    }
}
