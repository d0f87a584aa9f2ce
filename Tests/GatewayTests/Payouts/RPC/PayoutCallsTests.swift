import Contract
import Testing

@testable import Gateway

/// Remit and PayoutService through the dispatcher.
@Suite struct PayoutCallsTests {
    private static let named = #""partner_trx_id":"pay-1""#
    private static let remit = #"{"recipient_bank":"014","recipient_account":"1239812390","amount":125000,"partner_trx_id":"pay-1"}"#

    /// `pay-1` of payroll, as the daemon would have recorded it.
    private func stored(_ state: PayoutState = .inProgress) throws -> Payout {
        let asked = PayoutMachine.resting(in: state).payout
        let endpoint = try endpoint("Remit")
        let body = try endpoint.httpCall(for: try message(Self.remit, as: endpoint.request)).body
        var payout = Payout(
            partnerTrxID: "pay-1", caller: "payroll", body: try #require(body), amountRupiah: 125_000, recipientBank: "014",
            createdAt: asked.createdAt, state: state, sendUntil: asked.sendUntil, nextActionAt: asked.nextActionAt)
        payout.attempts = 1
        payout.trxID = "OY-1"
        payout.oyCode = "101"
        payout.oyMessage = "Request is processed"
        payout.finalAt = asked.finalAt
        return payout
    }

    private func gateway(_ upstream: any Upstream = ScriptedUpstream([]), with payout: Payout?) throws -> TestGateway {
        let gateway = try TestGateway(upstream, clock: ManualClock())
        if let payout { gateway.ledger["pay-1"] = payout }
        return gateway
    }

    @Test("GetRemitStatus asks nobody about a payout of another partner, and says what is on disk", arguments: [PayoutState.unknown, .inProgress])
    func anotherPartners(state: PayoutState) async throws {
        var payout = try stored(state)
        payout.partner = .sample
        let gateway = try gateway(ScriptedUpstream([], partner: .another), with: payout)
        #expect(try await gateway.call("GetRemitStatus", "{\(Self.named)}").get().integer("state") == state.number)
    }

    @Test("GetRemitStatus asks as whom the payout was sent, and once that is not possible any more asks no further")
    func asPartner() async throws {
        var payout = try stored(.unknown)
        payout.partner = .sample
        let upstream = ScriptedUpstream([.surelyUnsent(AttemptFailure(.partnerChanged))])
        let end = try await gateway(upstream, with: payout).failure("GetRemitStatus", "{\(Self.named)}")
        #expect(upstream.attempts.map(\.partner) == [.sample])
        #expect(end.reason == "UPSTREAM_UNAVAILABLE")
    }

    @Test("Where OY! has what the ledger has as not paid, somebody hears of it, once", arguments: [
        (PayoutState.rejected, "000"), (.rejected, "101"), (.failed, "000"), (.cancelled, "000"), (.awaitingApproval, "000"),
    ])
    func livesOn(state: PayoutState, code: String) async throws {
        let upstream = ScriptedUpstream(Array(repeating: .said(code, #""partner_trx_id":"pay-1","amount":125000"#), count: 2))
        let gateway = try gateway(upstream, with: try stored(state))
        for _ in 1...2 {
            let answer = try await gateway.call("GetRemitStatus", "{\(Self.named)}").get()
            #expect(answer.integer("state") == state.number)
            #expect(answer.message("status")?.string("code") == code)
        }
        #expect(gateway.ledger.state.value.entries.filter { $0.kind == .alarm }.map(\.payout) == ["pay-1"])
        #expect(gateway.ledger["pay-1"]?.state == state, "what was told stays true")
        // From then on nobody hears that it was not paid.
        try await gateway.open {
            if state == .awaitingApproval { _ = try await gateway.call("CancelPayout", #"{"partner_trx_id":"pay-1"}"#).get() }
            let state = state == .awaitingApproval ? PayoutState.cancelled : state
            let again = try await gateway.failure("Remit", Self.remit)
            #expect(again.metadata["state"] == state.rawValue)
            #expect(again.metadata["not_paid"] == nil)
            #expect(again.reason == "PAYOUT_MAY_BE_PAID")
            let shown = try await gateway.call("GetPayout", "{\(Self.named)}").get().message("payout")
            #expect(shown?.string("lives_on_since").isEmpty == false)
        }
    }

    @Test("What OY! has after all is told only once it is on disk", arguments: [PayoutState.failed, .awaitingApproval])
    func livesOnWithoutALedger(state: PayoutState) async throws {
        let upstream = ScriptedUpstream(Array(repeating: .said("000", #""partner_trx_id":"pay-1","amount":125000"#), count: 2))
        let gateway = try gateway(upstream, with: try stored(state))
        gateway.ledger.state.change { $0.isReadOnly = true }
        #expect(try await gateway.failure("GetRemitStatus", "{\(Self.named)}").reason == "LEDGER_UNAVAILABLE")
        gateway.ledger.state.change { $0.isReadOnly = false }
        #expect(try await gateway.call("GetRemitStatus", "{\(Self.named)}").get().integer("state") == state.number)
        #expect(gateway.ledger["pay-1"]?.livesOnSince != nil)
        #expect(gateway.ledger.state.value.entries.filter { $0.kind == .alarm }.count == 1)
    }

    @Test("Two who hear it at once both hear it, and it is written down once")
    func livesOnTwice() async throws {
        let upstream = ScriptedUpstream(Array(repeating: .said("000", #""partner_trx_id":"pay-1","amount":125000"#), count: 2))
        let gateway = try gateway(upstream, with: try stored(.awaitingApproval))
        async let first = gateway.call("GetRemitStatus", "{\(Self.named)}").get()
        async let second = gateway.call("GetRemitStatus", "{\(Self.named)}").get()
        #expect(try await [first, second].map { $0.integer("state") } == Array(repeating: PayoutState.awaitingApproval.number, count: 2))
        #expect(gateway.ledger.state.value.entries.filter { $0.kind == .alarm }.count == 1)
    }

    @Test("What was withdrawn between OY!'s answer and its being written down is marked all the same")
    func livesOnThoughWithdrawn() async throws {
        let ledger = FakeLedger()
        var payout = try stored(.awaitingApproval)
        ledger["pay-1"] = payout
        payout.state = .cancelled
        payout.nextActionAt = nil
        payout.finalAt = payout.createdAt
        payout.version += 1
        let upstream = ScriptedUpstream(
            [.said("000", #""partner_trx_id":"pay-1","amount":125000"#)], during: { [payout] _ in ledger["pay-1"] = payout })
        let gateway = try TestGateway(upstream, clock: ManualClock(), ledger: ledger)
        let answer = try await gateway.call("GetRemitStatus", "{\(Self.named)}").get()
        #expect(answer.integer("state") == PayoutState.cancelled.number, "as it is on disk by then")
        #expect(ledger["pay-1"]?.state == .cancelled)
        #expect(ledger["pay-1"]?.livesOnSince != nil)
    }

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

    @Test("GetRemitStatus of another's payout is that of one that does not exist, whatever OY! says of it", arguments: [
        "000", "102", "300", "209", "777",
    ])
    func anothersStatus(code: String) async throws {
        let documented = #"{"status":{"code":"204","message":"Request is Rejected (Partner Tx ID is Not Found)"}}"#
        let ask = #"{"partner_trx_id":"pay-1"}"#
        let hiding = try TestGateway(ScriptedUpstream([.said(code, #""amount":125000"#)]))
        hiding.ledger["pay-1"] = try stored()
        let missing = try TestGateway(ScriptedUpstream([.text(documented)]))
        let hidden = try await hiding.failure("GetRemitStatus", ask, as: .refunds)
        let none = try await missing.failure("GetRemitStatus", ask, as: .refunds)
        #expect(hidden == none)
        #expect(hidden.code == .notFound)
    }

    @Test("In an outage both are UNAVAILABLE alike")
    func anothersStatusInOutage() async throws {
        let lost = Array(repeating: AttemptOutcome.lost, count: 4)
        let ask = #"{"partner_trx_id":"pay-1"}"#
        let hiding = try TestGateway(ScriptedUpstream(lost))
        hiding.ledger["pay-1"] = try stored()
        let missing = try TestGateway(ScriptedUpstream(lost))
        let hidden = try await hiding.failure("GetRemitStatus", ask, as: .refunds)
        let none = try await missing.failure("GetRemitStatus", ask, as: .refunds)
        #expect(hidden == none)
    }

    @Test("Rule 1: one's own payout's status comes with the state, and an end is on disk before it is heard", arguments: [
        ("000", PayoutState.completed), ("102", .inProgress), ("300", .failed), ("209", .failed),
    ])
    func ownStatus(code: String, state: PayoutState) async throws {
        // The second answer is the desk's, which asks for itself.
        let gateway = try TestGateway(ScriptedUpstream([.said(code, Self.named), .said(code, Self.named)]))
        gateway.ledger["pay-1"] = try stored()
        let answer = try await gateway.call("GetRemitStatus", #"{"partner_trx_id":"pay-1"}"#).get()
        #expect(answer.integer("state") == state.number)
        #expect(gateway.ledger["pay-1"]?.state == state)
    }

    @Test("What was told of a payout's end stays true, whatever OY! says later", arguments: ["000", "102", "300"])
    func settledStatus(code: String) async throws {
        let gateway = try TestGateway(ScriptedUpstream([.said(code, Self.named)]))
        gateway.ledger["pay-1"] = try stored(.completed)
        let answer = try await gateway.call("GetRemitStatus", #"{"partner_trx_id":"pay-1"}"#).get()
        #expect(answer.integer("state") == PayoutState.completed.number)
        #expect(answer.message("status")?.string("code") == code)
    }

    @Test("Of one's own payout that is yet to be sent the ledger speaks, and OY! is not asked")
    func ownUnsentStatus() async throws {
        let state = PayoutState.recorded
        let upstream = ScriptedUpstream([])
        let gateway = try gateway(upstream, with: try stored(state))
        let answer = try await gateway.call("GetRemitStatus", #"{"partner_trx_id":"pay-1"}"#).get()
        #expect(answer.integer("state") == state.number)
        #expect(answer.string("partner_trx_id") == "pay-1")
        #expect(answer.integer("amount") == 125_000)
        #expect(answer.string("recipient_account") == "1239812390")
        #expect(upstream.attempts.isEmpty)
    }

    @Test("A payout that the ledger has is never NOT_FOUND to who asked for it, or may see it", arguments: [
        PayoutState.unknown, .inProgress, .awaitingApproval, .completed, .failed, .rejected, .cancelled,
    ], [Caller.payroll, .auditor])
    func ownStatusNotFound(state: PayoutState, caller: Caller) async throws {
        let gateway = try gateway(ScriptedUpstream([.said("204")]), with: try stored(state))
        var asker = caller
        asker.methods = [MethodPattern("*")!]
        gateway.callers.replace(by: CallerDirectory([asker]))
        let answer = try await gateway.call("GetRemitStatus", #"{"partner_trx_id":"pay-1"}"#, as: asker).get()
        #expect(answer.integer("state") == state.number)
        #expect(gateway.log.ended.last?.oyCode == "204")
    }

    @Test("990 is OY!'s other word for what it does not find: the ledger speaks", arguments: [
        PayoutState.unknown, .inProgress, .awaitingApproval, .completed, .cancelled,
    ])
    func ownStatusStrange(state: PayoutState) async throws {
        let gateway = try gateway(ScriptedUpstream([.said("990")]), with: try stored(state))
        let answer = try await gateway.call("GetRemitStatus", #"{"partner_trx_id":"pay-1"}"#).get()
        #expect(answer.integer("state") == state.number)
    }

    @Test("A payout that is recorded while OY! is asked about its name is not NOT_FOUND either")
    func statusOfOneThatComes() async throws {
        let (ledger, payout) = (FakeLedger(), try stored(.unknown))
        let upstream = ScriptedUpstream([.said("204")], during: { _ in ledger["pay-1"] = payout })
        let gateway = try TestGateway(upstream, clock: ManualClock(), ledger: ledger)
        let answer = try await gateway.call("GetRemitStatus", #"{"partner_trx_id":"pay-1"}"#).get()
        #expect(answer.integer("state") == PayoutState.unknown.number)
    }

    @Test("Nor is one that another asks for meanwhile shown, whatever OY! says of it", arguments: ["000", "102", "300"])
    func statusOfAnothersThatComes(code: String) async throws {
        let (ledger, payout) = (FakeLedger(), try stored(.unknown))
        let upstream = ScriptedUpstream([.said(code, Self.named)], during: { _ in ledger["pay-1"] = payout })
        let gateway = try TestGateway(upstream, clock: ManualClock(), ledger: ledger)
        let error = try await gateway.failure("GetRemitStatus", #"{"partner_trx_id":"pay-1"}"#, as: .refunds)
        #expect(error.reason == "PARTNER_TRX_ID_NOT_FOUND")
    }

    @Test("An answer that names another payout is none", arguments: [nil, PayoutState.inProgress])
    func statusOfAnotherName(state: PayoutState?) async throws {
        let upstream = ScriptedUpstream([.said("000", #""partner_trx_id":"pay-2","amount":7"#)])
        let gateway = try gateway(upstream, with: try state.map(stored))
        let error = try await gateway.failure("GetRemitStatus", #"{"partner_trx_id":"pay-1"}"#)
        #expect(error.reason == "UPSTREAM_UNAVAILABLE")
        #expect(error.message.contains("answer_names_another_payout"))
        #expect(gateway.ledger["pay-1"]?.state == state)
    }

    @Test("Rule 2: an end that names no payout is none to who asks, either", arguments: [nil, PayoutState.unknown, .rejected], ["000", "300"])
    func statusOfNoName(state: PayoutState?, code: String) async throws {
        let gateway = try gateway(ScriptedUpstream([.said(code)]), with: try state.map(stored))
        let error = try await gateway.failure("GetRemitStatus", #"{"partner_trx_id":"pay-1"}"#)
        #expect(error.message.contains("answer_names_no_payout"))
        #expect(gateway.ledger["pay-1"]?.livesOnSince == nil)
    }

    @Test("A payout from before the gateway is NOT_FOUND where OY! says so")
    func statusOfNone() async throws {
        let gateway = try gateway(ScriptedUpstream([.said("204")]), with: nil)
        #expect(try await gateway.failure("GetRemitStatus", #"{"partner_trx_id":"pay-1"}"#).reason == "PARTNER_TRX_ID_NOT_FOUND")
    }

    @Test("Rule 3: what OY! is heard to have is never sent again, whoever heard it", arguments: ["101", "102", "301", "000"])
    func heardToHaveIt(code: String) async throws {
        let upstream = ScriptedUpstream([.said(code, #""partner_trx_id":"pay-1","amount":125000"#), .said("204")])
        let gateway = try TestGateway(upstream, clock: ManualClock())
        var payout = try stored(.unknown)
        payout.nextActionAt = second(100)
        gateway.ledger["pay-1"] = payout
        try await gateway.open {
            _ = try await gateway.call("GetRemitStatus", #"{"partner_trx_id":"pay-1"}"#, within: .zero).get()
            await gateway.ledger.state.until { $0.payouts["pay-1"]?.isAcknowledged == true }
        }
    }

    @Test("Of other money it is something else that OY! has under the name")
    func heardOfOtherMoney() async throws {
        let upstream = ScriptedUpstream([.said("101", #""partner_trx_id":"pay-1","amount":7"#)])
        let gateway = try gateway(upstream, with: try stored(.unknown))
        try await gateway.open {
            let error = try await gateway.failure("GetRemitStatus", #"{"partner_trx_id":"pay-1"}"#)
            #expect(error.message.contains("answer_names_another_amount"))
            #expect(error.metadata["partner_trx_id"] == "pay-1")
        }
        #expect(gateway.ledger["pay-1"]?.isAcknowledged == false)
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
