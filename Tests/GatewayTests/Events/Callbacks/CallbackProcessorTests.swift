import Contract
import Synchronization
import TestSupport
import Testing

@testable import Gateway

/// What becomes of a callback whatever it is about: at the door, during an outage of the ledger, at a stop.
@Suite struct CallbackProcessorTests: PaymentCallbackSuite {
    /// So that a stop takes no longer than an attempt does.
    @Test func `once the gateway stops no further question is put, and the callback waits for the next start`() async throws {
        let looking = Observed<Task<Void, Never>?>(nil)
        let fixture = try Room([Self.list]) { _ in looking.update { $0?.cancel() } }
        try await fixture.receive(.virtualAccount, Self.body)
        looking.update { $0 = Task { _ = await fixture.processor.lookUpDue() } }
        await looking.value?.value
        #expect(fixture.upstream.attempts.map(\.request.target) == ["/api/static-virtual-account?offset=0&limit=100"])
        #expect(fixture.concluded.isEmpty)
        #expect(fixture.waiting == ["the gateway is stopping"])
    }

    @Test func `a failed payment is told unverified, and nobody is asked`() async throws {
        let fixture = try Room([])
        try await fixture.receive(.virtualAccount, #"{"va_number":"100","amount":50000,"success":false}"#)
        #expect(fixture.told.map(\.isVerified) == [false])
    }

    @Test func `verdicts are told at once, and once within a while`() async throws {
        let fixture = try Room([])
        let body = #"{"status":{"code":"000","message":"verified"}}"#
        for pause in [0, 1, 7, 11] {
            fixture.clock.advance(by: .seconds(pause))
            try await fixture.receive(.kyc, body)
        }
        try await fixture.receive(.kyc, #"{"status":{"code":"005","message":"not clear"}}"#)
        #expect(fixture.told.map(\.kind) == [.kyc, .kyc, .kyc])
        // Whatever else OY! says tells two apart, also where the contract does not know it.
        for number in 1...2 {
            try await fixture.receive(.kyc, #"{"status":{"code":"005","message":"not clear"},"reference":"\#(number)"}"#)
        }
        #expect(fixture.told.count == 5)
    }

    @Test func `without a ledger nothing is taken in`() async throws {
        let fixture = try Room([])
        fixture.ledger.isBroken = true
        await #expect(throws: LedgerError.self) { try await fixture.receive(.kyc, #"{"status":{"code":"000"}}"#) }
    }

    @Test func `while what OY! says can't be written down, it is hardly asked`() async throws {
        let fixture = try Room(Array(repeating: .said("000", #""partner_trx_id":"x""#), count: 40))
        for number in 0..<40 {
            try await fixture.receive(.disbursement, #"{"status":{"code":"000"},"partner_trx_id":"x\#(number)"}"#)
        }
        fixture.ledger.state.update { $0.isReadOnly = true }
        #expect(await fixture.processor.lookUpDue() == .ledgerFailed)
        #expect(Set(fixture.upstream.attempts.map(\.request.body)).count <= EventLimits.looksAtOnce)
    }

    @Test func `the pauses grow until something is on disk, also where one callback alone is looked up`() throws {
        var rest = OutageBackoff()
        var now = MonotonicInstant(nanoseconds: 0)
        for seconds in [1, 2, 4, 8, 16, 32, 60, 60, 60] {
            rest.ledgerFailed(at: now)
            #expect(rest.isResting(at: now))
            let end = try #require(rest.until)
            #expect(now.duration(to: end) == .seconds(seconds))
            now = end
            #expect(!rest.isResting(at: now))
        }
        rest.committed()
        rest.ledgerFailed(at: now)
        #expect(rest.until == now.advanced(by: .seconds(1)))
    }

    @Test func `one that OY! is slow to speak of holds up no other, and is not looked up twice`() async throws {
        let isReleased = Observed(false)
        let fixture = try Room((0..<2).map { .said("000", #""partner_trx_id":"x\#(1 - $0)""#) }) { attempt in
            // Whichever of the two looks begins first.
            guard let body = attempt.request.body, body.contains(Array("x0".utf8)) else { return }
            _ = try? await isReleased.wait(for: "leave to go on") { $0 }
        }
        func receive(_ id: String) async throws {
            try await fixture.receive(.disbursement, #"{"status":{"code":"000"},"partner_trx_id":"\#(id)"}"#)
        }
        try await receive("x0")
        await withDiscardingTaskGroup { group in
            let slots = Slots(EventLimits.looksAtOnce)
            _ = await fixture.processor.beginLooks(slots, &group)
            await #expect(throws: Never.self) { try await receive("x1") }
            _ = await fixture.processor.beginLooks(slots, &group)
            await #expect(throws: Never.self) {
                try await fixture.ledger.state.wait(for: "a conclusion") { $0.events.callbacks.values.contains { $0.conclusion != nil } }
            }
            #expect(fixture.told.count == 1)
            isReleased.update { $0 = true }
        }
        #expect(fixture.told.count == 2)
        #expect(fixture.upstream.attempts.count == 2)
    }

    @Test func `what OY! can't be asked about is refused at the door`() throws {
        let fixture = try Room([])
        for (id, isRefused) in [("x", false), (String(repeating: "x", count: 129), true)] {
            let body = Array(#"{"status":{"code":"000"},"partner_trx_id":"\#(id)"}"#.utf8)
            guard let callback = try? ReceivedCallback(.disbursement, body: body) else {
                #expect(isRefused)
                continue
            }
            #expect((fixture.processor.problem(with: callback) != nil) == isRefused)
        }
    }

    @Test func `a user's name that is too long to be kept keeps no payment from being told`() throws {
        let fixture = try CallbackFixture([])
        let long = String(repeating: "9", count: EventLimits.nameBytes + 1)
        let body = #"{"va_number":"1","amount":1,"success":true,"partner_user_id":"\#(long)"}"#
        let callback = try ReceivedCallback(.virtualAccount, body: Array(body.utf8))
        #expect(fixture.processor.problem(with: callback) == nil)
        #expect(callback.message.string("partner_user_id").isEmpty)
    }

    /// Attack: whoever has the token fills the trail, which nobody deletes, with long words.
    @Test(arguments: [
        (CallbackKind.virtualAccount, #"{"va_number":"LONG","amount":1,"success":true}"#, "va_number"),
        (.disbursement, #"{"status":{"code":"000","message":"LONG"},"partner_trx_id":"x"}"#, "status.message"),
    ])
    func `nothing is taken in that is longer than what OY! names`(kind: CallbackKind, body: String, field: String) throws {
        let fixture = try CallbackFixture([])
        for (length, isTaken) in [(EventLimits.nameBytes, true), (EventLimits.nameBytes + 1, false)] {
            let long = String(repeating: "9", count: length)
            let callback = try ReceivedCallback(kind, body: Array(body.replacing("LONG", with: long).utf8))
            #expect(fixture.processor.problem(with: callback) == (isTaken ? nil : "\(field) is longer than 512 bytes"))
        }
    }
}
