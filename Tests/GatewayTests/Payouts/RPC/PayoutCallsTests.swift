import Contract
import TestSupport
import Testing

@testable import Gateway

/// Remit and PayoutService through the dispatcher.
@Suite struct PayoutCallsTests: PayoutCallSuite {
    // MARK: What is shown

    @Test("GetPayout shows everything that is recorded, the account from the recorded bytes")
    func getPayout() async throws {
        let gateway = try gateway(with: try stored())
        let answer = try #require(try await gateway.call("GetPayout", #"{"partner_trx_id":"pay-1"}"#).get().message("payout"))
        #expect(answer.string("partner_trx_id") == "pay-1")
        #expect(answer.integer("state") == 3)
        #expect(answer.integer("amount") == 125_000)
        #expect(answer.string("recipient_bank") == "014")
        #expect(answer.string("recipient_account") == "1239812390")
        #expect(answer.string("caller") == "payroll")
        #expect(answer.string("trx_id") == "OY-1")
        #expect(answer.message("status")?.string("code") == "101")
        #expect(answer.string("created_at") == second(0).rfc3339)
        #expect(answer.string("final_at") == "")
    }

    @Test("Every state has its number in the contract, and comes back from it", arguments: PayoutState.allCases)
    func numbers(state: PayoutState) async throws {
        #expect(PayoutState(number: state.number) == state)
        let gateway = try gateway(with: try stored(state))
        let answer = try await gateway.call("GetPayout", #"{"partner_trx_id":"pay-1"}"#).get()
        let json = String(decoding: answer.json(), as: UTF8.self)
        #expect(json.contains(#""state":"\#(state.rawValue)""#), "\(json)")
    }

    @Test("GetPayout succeeds whatever the state is; the same Remit again is an error where it came to nothing", arguments: [
        (PayoutState.completed, nil as RPCCode?), (.unknown, nil), (.rejected, .notFound), (.failed, .failedPrecondition),
        (.cancelled, .failedPrecondition),
    ])
    func again(state: PayoutState, code: RPCCode?) async throws {
        var payout = try stored(state)
        payout.oyCode = ["rejected": "209", "failed": "300"]["\(state)"] ?? "101"
        let gateway = try gateway(FakeUpstream(), with: payout)
        try await gateway.open {
            _ = try await gateway.call("GetPayout", #"{"partner_trx_id":"pay-1"}"#).get()
            let again = try await gateway.call("Remit", Self.remit)
            #expect(again.error?.code == code)
            #expect((try? again.get())?.string("partner_trx_id") == (code == nil ? "pay-1" : nil))
        }
    }

    @Test("Remit answers with OY!'s words and the state, and OY! is sent what the caller asked for")
    func remit() async throws {
        let upstream = FakeUpstream()
        let gateway = try gateway(upstream, with: nil)
        try await gateway.open {
            async let call = gateway.call("Remit", Self.remit)
            let attempt = await upstream.next()
            #expect(attempt.request.target == "/api/remit")
            let sent = String(decoding: attempt.request.body ?? [], as: UTF8.self)
            #expect(sent.contains(#""partner_trx_id":"pay-1""#))
            attempt.end(.said("101", #""trx_id":"OY-7","partner_trx_id":"pay-1","amount":125000,"timestamp":"16-10-2019 10:23:42""#))
            let answer = try await call.get()
            #expect(answer.integer("state") == 3)
            #expect(answer.string("trx_id") == "OY-7")
            #expect(answer.string("timestamp") == "16-10-2019 10:23:42")
            #expect(answer.message("status")?.string("code") == "101")
            #expect(answer.string("recipient_account") == "1239812390")
        }
        // The caller's entry follows those of the payout, all of them on disk.
        #expect(gateway.entries.last?.kind == .call)
        #expect(gateway.entries.last?.payout == "pay-1")
        #expect(gateway.entries.allSatisfy { $0.request?.text.contains("1239812390") != true })
    }

    @Test("Rule 7: Remit without a ledger sends nothing")
    func remitWithoutLedger() async throws {
        let gateway = try gateway(with: nil)
        gateway.ledger.isBroken = true
        try await gateway.open {
            let error = try await gateway.failure("Remit", Self.remit)
            #expect(error.reason == "LEDGER_UNAVAILABLE")
        }
    }

    // MARK: Whose payouts

    @Test("Another's payout looks like none, whatever is asked of it", arguments: [
        ("GetPayout", ""), ("WaitPayout", ""), ("CancelPayout", #","reason":"mine""#),
    ])
    func anothers(method: String, more: String) async throws {
        let gateway = try gateway(with: try stored(.recorded))
        try await gateway.open {
            let hidden = try await gateway.failure(method, #"{"partner_trx_id":"pay-1"\#(more)}"#, as: .refunds)
            let missing = try await gateway.failure(method, #"{"partner_trx_id":"pay-2"\#(more)}"#, as: .refunds)
            #expect(hidden.reason == "PAYOUT_NOT_FOUND")
            var same = missing
            same.metadata["partner_trx_id"] = "pay-1"
            #expect(hidden == same)
        }
        #expect(gateway.ledger["pay-1"]?.state == .recorded)
    }

    @Test("Another's id is taken, with whatever body: nothing sent, nothing revealed")
    func anothersRemit() async throws {
        let gateway = try gateway(FakeUpstream(), with: try stored())
        try await gateway.open {
            let error = try await gateway.failure("Remit", Self.remit, as: .refunds)
            #expect(error.code == .alreadyExists)
            #expect(error.reason == "PAYOUT_ID_REUSED")
            #expect(error.metadata == ["partner_trx_id": "pay-1"])
        }
    }

    /// "Use a new id" would have it paid twice.
    @Test("A caller that was renamed is not invited to pay under another id", arguments: [nil, 100_000] as [Int64?])
    func renamed(maxAmount: Int64?) async throws {
        let error = try await refusedRemit(requestedBy: 1001, as: wages(maxAmount: maxAmount))
        #expect(error.code == .alreadyExists)
        #expect(error.reason == "PAYOUT_ID_REUSED")
        #expect(error.metadata == ["partner_trx_id": "pay-1"])
        #expect(error.message.contains("payroll") && error.message.contains("not be paid under another id"), "\(error.message)")
        #expect(!error.message.contains("new id"))
    }

    @Test("Who has another uid, asks for another payout, or asks for one whose requester is not known, hears nothing of whose it is", arguments: [
        (1002, "1239812390", 125_000), (nil, "1239812390", 125_000), (1001, "1239812391", 125_000), (1001, "1239812390", 125_001),
    ] as [(UInt32?, String, Int)])
    func notRenamed(uid: UInt32?, account: String, amount: Int) async throws {
        let request = #"{"recipient_bank":"014","recipient_account":"\#(account)","amount":\#(amount),"partner_trx_id":"pay-1"}"#
        let error = try await refusedRemit(request, requestedBy: uid, as: wages())
        #expect(error == RPCError(.idReused, partnerTrxID: "pay-1", at: second(0)))
    }

    /// The uid of payroll's entry, under another name.
    private func wages(maxAmount: Int64? = nil) -> Caller {
        var caller = Caller.payroll
        caller.name = "wages"
        caller.payouts.maximumAmount = maxAmount
        return caller
    }

    /// How `caller` alone is refused what the ledger has as payroll's, asked for by `uid`.
    private func refusedRemit(_ request: String = Self.remit, requestedBy uid: UInt32?, as caller: Caller) async throws -> RPCError {
        let gateway = try TestGateway(FakeUpstream(), clock: ManualClock(), callers: [caller])
        let payout = try stored()
        gateway.ledger["pay-1"] = Payout(
            partnerTrxID: "pay-1", caller: "payroll", body: payout.body, amountRupiah: 125_000, recipientBank: "014",
            createdAt: payout.createdAt, requestedByUID: uid, state: payout.state, sendUntil: payout.sendUntil, nextActionAt: payout.nextActionAt)
        return try await gateway.open { try await gateway.failure("Remit", request, as: caller) }
    }

    @Test("Auditor and operator see everybody's", arguments: [Caller.auditor, .ops])
    func roles(caller: Caller) async throws {
        let gateway = try gateway(with: try stored())
        let payout = try await gateway.call("GetPayout", #"{"partner_trx_id":"pay-1"}"#, as: caller).get().message("payout")
        #expect(payout?.string("partner_trx_id") == "pay-1")
        #expect(payout?.string("caller") == "payroll")
    }

    // MARK: Deciding

    @Test("What an operator has from OY!'s support is carried out", arguments: [
        ("PAYOUT_RESOLUTION_PAID", PayoutState.completed), ("PAYOUT_RESOLUTION_NOT_PAID", .failed),
    ])
    func resolve(resolution: String, state: PayoutState) async throws {
        let clock = ManualClock()
        let gateway = try TestGateway(ScriptedUpstream([]), clock: clock)
        gateway.ledger["pay-1"] = try stored(.unknown)
        clock.advance(by: defaults.settle)
        try await gateway.open {
            let request = #"{"partner_trx_id":"pay-1","resolution":"\#(resolution)","reason":"ticket 7"}"#
            let payout = try await gateway.call("ResolvePayout", request, as: .ops).get().message("payout")
            #expect(payout?.integer("state") == state.number)
            #expect(payout?.string("decided_by") == "ops")
            #expect(payout?.string("reason") == "ticket 7")
        }
    }

    @Test("A resolution that does not exist decides nothing", arguments: [Int64(4), 99, -1])
    func noSuchResolution(number: Int64) async throws {
        let gateway = try gateway(with: try stored(.unknown))
        let endpoint = try endpoint("ResolvePayout")
        var request = try message(#"{"partner_trx_id":"pay-1","reason":"ticket 7"}"#, as: endpoint.request)
        request.set("resolution", to: number)
        let bytes = request.encode()
        try await gateway.open {
            let result: Result<Message, RPCError>
            switch gateway.admit(service: endpoint.service, endpoint.method, bytes, as: Caller.ops.peer) {
            case .success(let call): result = await gateway.dispatcher.perform(call)
            case .failure(let error): result = .failure(error)
            }
            #expect(result.error?.code == .invalidArgument)
        }
        #expect(gateway.ledger["pay-1"]?.state == .unknown)
    }

    @Test("What was never sent is cancelled; what may have been sent is not", arguments: [
        (PayoutState.recorded, nil as String?), (.unknown, "PAYOUT_DECISION_NOT_POSSIBLE"),
        (.inProgress, "PAYOUT_DECISION_NOT_POSSIBLE"), (.completed, "PAYOUT_DECISION_NOT_POSSIBLE"),
    ])
    func cancel(state: PayoutState, reason: String?) async throws {
        var payout = try stored(state)
        if state == .recorded { payout.attempts = 0 }
        payout.nextActionAt = payout.nextActionAt.map { _ in second(3_000) }
        let gateway = try gateway(with: payout)
        try await gateway.open {
            let result = try await gateway.call("CancelPayout", #"{"partner_trx_id":"pay-1","reason":"a mistake"}"#)
            #expect(result.error?.reason == reason)
            #expect(gateway.ledger["pay-1"]?.state == (reason == nil ? .cancelled : state))
        }
    }
}
