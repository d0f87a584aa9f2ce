import Contract
import Synchronization
import TestSupport
import Testing

@testable import Gateway

/// The host's wall clock is set back or forward: no callback waits for it, and no event is lost by it.
@Suite struct CallbackClockTests: PaymentCallbackSuite {
    private static let verdict = #"{"status":{"code":"000","message":"verified"}}"#
    private static let report = #"{"status":{"code":"000"},"partner_trx_id":"x"}"#
    private static let empty = history([])

    // MARK: Set back

    @Test func `a verdict in the same words as one that was told by a clock that was ahead is another`() async throws {
        let fixture = try Room([])
        try await fixture.receive(.kyc, Self.verdict)
        fixture.clock.setBack(by: .seconds(7 * 3_600))
        try await fixture.receive(.kyc, Self.verdict)
        #expect(fixture.told.count == 2)
        fixture.clock.advance(by: .seconds(5))
        try await fixture.receive(.kyc, Self.verdict)
        #expect(fixture.told.count == 2, "and repeated from then on")
        fixture.clock.setBack(by: .milliseconds(500))
        try await fixture.receive(.kyc, Self.verdict)
        #expect(fixture.told.count == 2, "a correction is no step")
    }

    @Test(arguments: [30, 7 * 3_600])
    func `what waits to be looked up does not wait as long as the clock was set back`(step: Int) async throws {
        let fixture = try Room([.said("204"), .said("000", #""partner_trx_id":"x""#)])
        try await fixture.receive(.disbursement, Self.report)
        _ = await fixture.processor.lookUpDue()
        fixture.clock.setBack(by: .seconds(step))
        fixture.clock.advance(by: EventLimits.lookPause)
        _ = await fixture.processor.lookUpDue()
        #expect(fixture.concluded == [.told])
    }

    @Test func `nor does it where the clock was set back while no gateway ran`() async throws {
        let fixture = try Room([.said("000", #""partner_trx_id":"x""#)])
        fixture.clock.setForward(by: .seconds(400 * 86_400))
        try await fixture.receive(.disbursement, Self.report)
        fixture.clock.setBack(by: .seconds(400 * 86_400))
        let next = try CallbackFixture([.said("000", #""partner_trx_id":"x""#)], after: fixture)
        _ = await next.processor.lookUpDue()
        #expect(next.concluded == [.told])
    }

    @Test func `while the ledger fails nothing is hastened, and afterwards it is`() async throws {
        let fixture = try Room([.said("204"), .said("000", #""partner_trx_id":"x""#)])
        try await fixture.receive(.disbursement, Self.report)
        _ = await fixture.processor.lookUpDue()
        fixture.clock.setBack(by: .seconds(7 * 3_600))
        fixture.ledger.state.update { $0.isReadOnly = true }
        #expect(await fixture.processor.lookUpDue() == .ledgerFailed)
        fixture.ledger.state.update { $0.isReadOnly = false }
        fixture.clock.advance(by: .seconds(60))
        _ = await fixture.processor.lookUpDue()
        #expect(fixture.concluded == [.told])
    }

    @Test func `the last look for a second payment in the same words is no farther away than ever`() async throws {
        let fixture = try Room([Self.list, Self.history("p1"), Self.history("p1"), Self.history("p1", "p2")])
        try await fixture.receive(.virtualAccount, Self.body)
        _ = await fixture.processor.lookUpDue()
        fixture.clock.setBack(by: .seconds(7 * 3_600))
        _ = await fixture.processor.lookUpDue()
        #expect(fixture.told.count == 1, "p2 is not in the books yet")
        fixture.clock.advance(by: .seconds(900))
        _ = await fixture.processor.lookUpDue()
        #expect(fixture.told.count == 2)
    }

    @Test func `a callback that was received by a clock that was days ahead is no reason to think a payment old`() async throws {
        let payment = Self.history([("p1", 50_000, second(10))])
        let fixture = try Room([Self.list, payment, payment])
        fixture.clock.setForward(by: .seconds(3 * 86_400))
        try await fixture.receive(.virtualAccount, Self.body)
        _ = await fixture.processor.lookUpDue()
        fixture.clock.setBack(by: .seconds(3 * 86_400))
        _ = await fixture.processor.lookUpDue()
        #expect(fixture.told.count == 1)
    }

    // MARK: Set forward

    @Test func `a payment that is not in the books yet when the clock is set forward is told once it is`() async throws {
        let fixture = try Room([Self.list, Self.empty, Self.empty, Self.list, Self.history("p1")])
        try await fixture.receive(.virtualAccount, Self.body)
        _ = await fixture.processor.lookUpDue()
        fixture.clock.setForward(by: .seconds(3_600))
        _ = await fixture.processor.lookUpDue()
        #expect(fixture.concluded.isEmpty)
        fixture.clock.advance(by: .seconds(60))
        _ = await fixture.processor.lookUpDue()
        #expect(fixture.told.count == 1)
    }

    /// - Parameter step: also by so much that what is never confirmed is given up.
    @Test(arguments: [3_600, 2 * 86_400])
    func `a report is contradicted once look_up_for has really passed`(step: Int) async throws {
        let fixture = try Room(Array(repeating: .said("204"), count: 4))
        try await fixture.receive(.disbursement, Self.report)
        _ = await fixture.processor.lookUpDue()
        fixture.clock.setForward(by: .seconds(step))
        for pause in [0, 899] {
            fixture.clock.advance(by: .seconds(pause))
            _ = await fixture.processor.lookUpDue()
            #expect(fixture.concluded.isEmpty)
        }
        fixture.clock.advance(by: .seconds(1))
        _ = await fixture.processor.lookUpDue()
        #expect(fixture.concluded == [.contradicted])
    }

    @Test func `what OY! says nothing of is not given up at a step forward`() async throws {
        let fixture = try Room(Array(repeating: .said("990"), count: 3))
        try await fixture.receive(.disbursement, Self.report)
        fixture.clock.setForward(by: .seconds(2 * 86_400))
        _ = await fixture.processor.lookUpDue()
        #expect(fixture.concluded.isEmpty)
        fixture.clock.advance(by: .seconds(900))
        _ = await fixture.processor.lookUpDue()
        #expect(fixture.concluded == [.unconfirmed])
    }

    @Test func `a step forward during a look proves nothing`() async throws {
        let clock = Mutex<JumpingClock?>(nil)
        let fixture = try Room([.said("204")]) { _ in clock.withLock { $0?.setForward(by: .seconds(3_600)) } }
        clock.withLock { $0 = fixture.clock }
        try await fixture.receive(.disbursement, Self.report)
        _ = await fixture.processor.lookUpDue()
        #expect(fixture.upstream.attempts.count == 1)
        #expect(fixture.concluded.isEmpty)
    }

    @Test func `nor does one after which the clock is right again, however short it was behind`() async throws {
        let fixture = try Room([.said("204")])
        fixture.clock.advance(by: .seconds(3_600))
        fixture.clock.setBack(by: .seconds(3_600))
        try await fixture.receive(.disbursement, Self.report)
        fixture.clock.setForward(by: .seconds(3_600))
        _ = await fixture.processor.lookUpDue()
        #expect(fixture.upstream.attempts.count == 1)
        #expect(fixture.concluded.isEmpty)
    }

    /// What passed before, only the wall clock says.
    @Test func `a restart proves nothing`() async throws {
        let fixture = try Room([])
        try await fixture.receive(.disbursement, Self.report)
        fixture.clock.setForward(by: .seconds(3_600))
        let next = try CallbackFixture([.said("204"), .said("000", #""partner_trx_id":"x""#)], after: fixture)
        _ = await next.processor.lookUpDue()
        #expect(next.concluded.isEmpty)
        fixture.clock.advance(by: .seconds(1))
        _ = await next.processor.lookUpDue()
        #expect(next.concluded == [.told])
    }
}
