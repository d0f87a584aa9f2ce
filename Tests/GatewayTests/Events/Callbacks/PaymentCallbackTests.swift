import Contract
import TestSupport
import Testing

@testable import Gateway

/// A callback tells of a payment into a virtual account: what OY!'s books have of it is told, once.
@Suite struct PaymentCallbackTests: PaymentCallbackSuite {
    @Test func `a payment that the books confirm is told`() async throws {
        let fixture = try Room([Self.list, Self.history("p1")])
        try await fixture.receive(.virtualAccount, Self.body)
        #expect(fixture.told.isEmpty, "not before OY! was asked")
        _ = await fixture.processor.lookUpDue()
        #expect(fixture.told.map(\.kind) == [.virtualAccount])
        #expect(fixture.told.first?.isVerified == true)
        #expect(fixture.outcomes == ["received", "verified"])
        #expect(fixture.upstream.attempts.map(\.request.target) == [
            "/api/static-virtual-account?offset=0&limit=100", "/api/va-tx-history/va-1?offset=0&limit=100",
        ])
    }

    @Test func `a repetition is told once, and the list is not gone through for it`() async throws {
        let fixture = try Room(
            [Self.list, Self.history("p1"), Self.history("p1"), Self.history("p1"), Self.stated("WAITING_PAYMENT")])
        try await fixture.receiveTwice(.virtualAccount, Self.body)
        #expect(fixture.told.count == 1)
        #expect(fixture.concluded == [.told, .repeated])
    }

    /// Its old account is remembered, and not relied on for long.
    @Test func `a number that belongs to another account by now`() async throws {
        let new = AttemptOutcome.text(
            #"{"total":1,"data":[\#(Self.account.replacing("va-1", with: "va-2"))],"status":{"code":"000"}}"#)
        let fixture = try Room(
            [
                Self.list, Self.history("p1"), Self.history("p1"), Self.history("p1"), Self.stated("COMPLETE"), new,
                Self.history("p2", of: "va-2"),
            ])
        try await fixture.receive(.virtualAccount, Self.body)
        _ = await fixture.processor.lookUpDue()
        fixture.clock.advance(by: .seconds(60))
        try await fixture.receive(.virtualAccount, Self.body)
        _ = await fixture.processor.lookUpDue()
        fixture.clock.advance(by: .seconds(60))
        _ = await fixture.processor.lookUpDue()
        #expect(fixture.told.count == 2)
    }

    @Test func `a second payment in the same words is told, too`() async throws {
        let fixture = try Room([Self.list, Self.history("p1"), Self.history("p1", "p2")])
        try await fixture.receive(.virtualAccount, Self.body)
        _ = await fixture.processor.lookUpDue()
        try await fixture.receive(.virtualAccount, Self.body)
        _ = await fixture.processor.lookUpDue()
        #expect(fixture.told.count == 2)
    }

    @Test func `an older payment that no callback told of hides no later one in the same words`() async throws {
        let fixture = try Room([Self.list, Self.history("p1"), Self.history("p1", "p2")])
        try await fixture.receive(.virtualAccount, Self.body)
        _ = await fixture.processor.lookUpDue()
        #expect(fixture.told.count == 1, "p2 is not in the books yet")
        fixture.clock.advance(by: .seconds(899))
        _ = await fixture.processor.lookUpDue()
        #expect(fixture.told.count == 1, "once more is enough")
        fixture.clock.advance(by: .seconds(1))
        _ = await fixture.processor.lookUpDue()
        #expect(fixture.told.count == 2)
        fixture.clock.advance(by: .seconds(3_600))
        _ = await fixture.processor.lookUpDue()
        #expect(fixture.outcomes == ["received", "verified", "verified"])
        #expect(fixture.concluded == [.told, .told])
    }

    @Test func `the last look brings nothing, and is no news`() async throws {
        let fixture = try Room([Self.list, Self.history("p1"), Self.history("p1")])
        try await fixture.receive(.virtualAccount, Self.body)
        _ = await fixture.processor.lookUpDue()
        fixture.clock.advance(by: .seconds(900))
        _ = await fixture.processor.lookUpDue()
        #expect(fixture.outcomes == ["received", "verified"])
        #expect(fixture.concluded == [.told])
        #expect(fixture.ledger.state.value.events.callbacks.values.map(\.conclusion) == [.told])
    }

    @Test
    func `a payment whose callback was lost is told when its account is looked at; one from before the gateway is not`() async throws {
        // The first callback about a payment comes at second 1.
        let history = Self.history([("before", 10_000, second(0.5)), ("lost", 70_000, second(2)), ("p1", 50_000, second(1))])
        let fixture = try Room([Self.list, history])
        try await fixture.receive(.virtualAccount, Self.body)
        _ = await fixture.processor.lookUpDue()
        let amounts = fixture.told.compactMap { event in
            if case .facts(let facts) = event.content { EventKind.virtualAccount.message(of: facts)?.integer("amount") } else { nil }
        }
        #expect(amounts == [50_000, 70_000])
        let entries = fixture.ledger.state.value.entries.suffix(3)
        #expect(entries.map(\.outcome?.code) == ["verified", "found", "found"])
        #expect(entries.map(\.detail) == ["in OY!'s books: va:p1, va:lost", nil, nil])
        #expect(fixture.answers == [
            #"{"va_number":\#(Self.masked),"amount":50000,"partner_user_id":"u1","success":true,"virtual_account_id":"va-1","#
                + #""transaction_id":"p1"}"#,
            #"{"va_number":\#(Self.masked),"amount":70000,"partner_user_id":"u1","success":true,"virtual_account_id":"va-1","#
                + #""transaction_id":"lost"}"#,
        ])
    }

    /// The number 100.
    private static let masked = #"{"masked":"…","digest":"digest of 3"}"#

    @Test
    func `what is told stands in the trail as OY!'s books have it, in the callback's own entry where it is all`() async throws {
        let payment = #"{"id":"p1","amount":50000,"va_number":"100","created":"2027-01-15 08:00:00","admin_fee":1500}"#
        let history = AttemptOutcome.text(#"{"id":"va-1","status":{"code":"000"},"data":[\#(payment)],"number_of_transaction":1}"#)
        let fixture = try Room([Self.list, history])
        try await fixture.receive(.virtualAccount, Self.body)
        _ = await fixture.processor.lookUpDue()
        #expect(fixture.outcomes == ["received", "verified"])
        #expect(fixture.answers == [
            #"{"va_number":\#(Self.masked),"amount":50000,"partner_user_id":"u1","success":true,"virtual_account_id":"va-1","#
                + #""transaction_id":"p1","created":"2027-01-15 08:00:00","admin_fee":1500}"#
        ])
    }

    @Test
    func `where OY! contradicts the callback, the entry of another payment that was told is not the callback's`() async throws {
        let other = Self.history([("other", 70_000, second(2))])
        let fixture = try Room([Self.list, other, other, other, Self.list, Self.list])
        try await fixture.receive(.virtualAccount, Self.body)
        fixture.clock.advance(by: .seconds(900))
        _ = await fixture.processor.lookUpDue()
        #expect(fixture.outcomes == ["received", "contradicted", "found"])
        #expect(fixture.ledger.state.value.entries.map { $0.answer != nil } == [false, false, true])
    }

    @Test func `a record of an amount that nobody can have paid in is told to nobody, and a person sees it, once`() async throws {
        let history = Self.history([("back", -50_000, second(2)), ("zero", 0, second(2)), ("p1", 50_000, second(1))])
        let fixture = try Room([Self.list, history, history])
        try await fixture.receive(.virtualAccount, Self.body)
        _ = await fixture.processor.lookUpDue()
        fixture.clock.advance(by: .seconds(900))
        _ = await fixture.processor.lookUpDue()
        #expect(fixture.told.count == 1)
        #expect(fixture.ledger.state.value.events.callbacks.values.map(\.conclusion) == [.told])
        #expect(fixture.outcomes == ["received", "verified", "impossible", "impossible"])
        #expect(fixture.impossible == ["back -50000", "zero 0"])
        #expect(fixture.answers.suffix(2).map { $0.contains(#""amount":-50000"#) } == [true, false])
        #expect(fixture.answers.suffix(2).map { $0.contains(#""transaction_id":"zero""#) } == [false, true])
    }

    @Test
    func `it is seen also where the callback brings nothing, and where it could not be written down it is at the next look`() async throws {
        let history = Self.history([("back", -50_000, second(2))])
        let fixture = try Room([Self.list, history, history])
        try await fixture.receive(.virtualAccount, Self.body)
        fixture.ledger.state.update { $0.isReadOnly = true }
        _ = await fixture.processor.lookUpDue()
        #expect(fixture.impossible.isEmpty)
        fixture.ledger.state.update { $0.isReadOnly = false }
        fixture.clock.advance(by: .seconds(60))
        _ = await fixture.processor.lookUpDue()
        #expect(fixture.outcomes == ["received", "impossible"])
        #expect(fixture.impossible == ["back -50000"])
        #expect(fixture.told.isEmpty)
    }

    @Test func `what is found on the way is told, and does not pass for the callback's own`() async throws {
        let fixture = try Room([Self.list, Self.history([("other", 70_000, second(2))])])
        try await fixture.receive(.virtualAccount, Self.body)
        _ = await fixture.processor.lookUpDue()
        #expect(fixture.told.count == 1)
        #expect(fixture.outcomes == ["received", "found"])
        #expect(fixture.concluded.isEmpty)
        #expect(fixture.found == 1)
    }

    @Test func `an account that went by in an answer is not looked for`() async throws {
        let get = String(Self.account.dropLast()) + #","va_status":"WAITING_PAYMENT","status":{"code":"000"}}"#
        // The answer that tells of a new account does not say whose it is.
        let created = get.replacing(#""partner_user_id":"u1","#, with: "")
        let fixture = try Room([.text(created), Self.history("p1"), .text(get), Self.history("p2")])
        let create = try endpoint("CreateVirtualAccount")
        _ = await fixture.calls.call(create, HTTPCall(verb: .post, target: "/"), deadline: fixture.clock.now.advanced(by: .seconds(9)))
        try await fixture.receive(.virtualAccount, Self.body)
        _ = await fixture.processor.lookUpDue()
        #expect(fixture.told.count == 1)
        if case .facts(let facts) = fixture.told.first?.content { #expect(facts.contains(#""partner_user_id":"u1""#), "\(facts)") }
        // It is remembered in the ledger, too.
        try await fixture.accounts.writeOnce()
        #expect(fixture.ledger.state.value.events.accounts == [KnownAccount(number: "100", id: "va-1", partnerUserID: "u1")])
        #expect(fixture.cache.next().isEmpty)
        try await fixture.receive(.virtualAccount, Self.body)
        _ = await fixture.processor.lookUpDue()
        #expect(fixture.told.count == 2)
    }
}
