import Testing

@testable import Gateway

/// Rule 5: asks until it is final, ever more rarely, and never gives up.
@Suite struct Rule5FinishesWhatItBeganTests {
    @Test func anAcceptedOneIsAskedAboutAfterTheFirstPoll() {
        #expect(PayoutMachine.inProgress.payout.nextActionAt == second(61))
    }

    @Test func pausesGrowToAnHourAndStayThere() {
        var machine = PayoutMachine.inProgress
        var now = machine.payout.nextActionAt ?? second(0)
        var pauses: [Int64] = []
        for _ in 0..<12 {
            _ = machine.turnCame(at: now, clear: true)
            _ = machine.askEnded(.code("102"), at: now, clear: true, jitter: 1)
            let next = machine.payout.nextActionAt ?? now
            pauses.append(now.duration(to: next).wholeMilliseconds / 1000)
            now = next
        }
        #expect(pauses == [120, 240, 480, 960, 1920, 3600, 3600, 3600, 3600, 3600, 3600, 3600])
    }

    /// While it may be sent again an unknown one is asked about at least once per settling time; later up to an hour.
    @Test func anUnknownOneIsAskedSooner() {
        var machine = PayoutMachine.unknown
        #expect(machine.payout.nextActionAt == second(2))
        machine.payout.fruitlessTurns = 30
        #expect(machine.pollPause(at: second(100), jitter: 1) == .seconds(60))
        #expect(machine.pollPause(at: second(900), jitter: 1) == .seconds(3600))
    }

    /// It may come with a 503 as well, in answer to either question.
    @Test func retryAfterBesideSilenceIsHeeded() {
        let busy = AttemptReading.silent(.http(503), retryAfter: .seconds(300))
        #expect(PayoutMachine.asking.asked(busy, at: 6).payout.nextActionAt == second(306))
        #expect(PayoutMachine.sending.sent(busy, at: 1).payout.nextActionAt == second(301))
        for code in ["429", "999", "206"] {
            let again = PayoutMachine.resending.sent(.code(code, retryAfter: .seconds(300)), at: 71)
            #expect(again.payout.nextActionAt == second(371), "\(code)")
        }
        #expect(PayoutMachine.sending.sent(.silent(.http(503)), at: 1).payout.nextActionAt ?? second(301) < second(10))
    }

    @Test func retryAfterIsHeeded() {
        let machine = PayoutMachine.asking.asked(.code("429", retryAfter: .seconds(90)), at: 6)
        #expect(machine.payout.nextActionAt == second(96))
        let absurd = PayoutMachine.asking.asked(.code("429", retryAfter: .seconds(1_000_000)), at: 6)
        #expect(absurd.payout.nextActionAt == second(3606))
    }

    @Test func whatArrivedAfterAllIsAskedAboutFromTheBeginning() {
        let machine = PayoutMachine.unknown.asking(at: 20).asked(.lost, at: 20).asking(at: 30).asked(.code("101"), at: 31)
        #expect(machine.payout.state == .inProgress)
        #expect(machine.payout.fruitlessTurns == 0)
        #expect(machine.payout.nextActionAt == second(91))
    }

    @Test(arguments: [-3, 0, 1, 500, Int.max])
    func backoffStaysWithinItsBounds(exponent: Int) {
        for jitter in [-1.0, 0, 0.5, 0.999, 7] {
            let pause = PayoutSchedule.backoff(
                first: .seconds(2), longest: .seconds(3600), exponent: exponent, jitter: jitter)
            #expect(pause >= .seconds(1) && pause <= .seconds(3600))
        }
    }
}
