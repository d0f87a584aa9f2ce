import Contract
import TestSupport
import Testing

@testable import Gateway

/// GetRemitStatus through the dispatcher: OY!'s word and the ledger's.
@Suite struct RemitStatusTests: PayoutCallSuite {
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

    @Test("Rule 3: what OY! has a name for is written down, also where its answer is none or has a member that the contract does not", arguments: [
        AttemptOutcome.text(#"{"status":{"code":"204"},"partner_trx_id":"pay-1","trx_id":"OY-7"}"#),
        AttemptOutcome.text(#"{"status":{"code":"103"},"partner_trx_id":"pay-1","trx_id":"OY-7"}"#),
        AttemptOutcome.text(#"{"status":{"code":"102"},"partner_trx_id":"pay-1","trx_id":"OY-7"}"#, http: 404),
        AttemptOutcome.text(#"{"status":{"code":"102"},"partner_trx_id":"pay-1","trx_id":"OY-7","amount":"125,000"}"#),
    ])
    func namedInNoAnswer(answer: AttemptOutcome) async throws {
        var payout = try stored(.unknown)
        (payout.trxID, payout.oyCode) = (nil, nil)
        let gateway = try TestGateway(ScriptedUpstream(Array(repeating: answer, count: 5)))
        gateway.ledger["pay-1"] = payout
        _ = try await gateway.call("GetRemitStatus", "{\(Self.named)}")
        let now = try #require(gateway.ledger["pay-1"])
        #expect(now.isAcknowledged && now.trxID == "OY-7" && now.state == .unknown && now.oyCode == nil)
    }

    @Test("Rule 3: a name in an attempt that another one followed is written down, too")
    func namedBefore() async throws {
        var payout = try stored(.unknown)
        (payout.trxID, payout.oyCode) = (nil, nil)
        let named = AttemptOutcome.text(#"{"status":{"code":"999"},"partner_trx_id":"pay-1","trx_id":"OY-7"}"#, http: 503)
        let gateway = try TestGateway(ScriptedUpstream([named, .said("204")]))
        gateway.ledger["pay-1"] = payout
        _ = try await gateway.call("GetRemitStatus", "{\(Self.named)}")
        let now = try #require(gateway.ledger["pay-1"])
        #expect(now.isAcknowledged && now.trxID == "OY-7" && now.state == .unknown)
    }

    @Test("Rule 3: nor where its success gives another name: it may be a second payment")
    func namedBeforeOtherwise() async throws {
        var payout = try stored(.unknown)
        (payout.trxID, payout.oyCode) = (nil, nil)
        let named = AttemptOutcome.text(#"{"status":{"code":"999"},"partner_trx_id":"pay-1","trx_id":"OY-7"}"#, http: 503)
        let gateway = try TestGateway(ScriptedUpstream([named, .said("101", #""partner_trx_id":"pay-1","trx_id":"OY-8","amount":125000"#)]))
        gateway.ledger["pay-1"] = payout
        _ = try await gateway.call("GetRemitStatus", "{\(Self.named)}").get()
        #expect(gateway.ledger["pay-1"]?.trxID == "OY-7")
        #expect(gateway.ledger.alarms.contains("another_trx_id"))
    }

    @Test("OY!'s name for it may be a number, or stand under another name of the member", arguments: [
        #""partner_trx_id":"pay-1","trx_id":12345"#, #""partnerTrxId":"pay-1","trxId":"12345""#,
        #""partner_trx_id":"pay-1","trx_id":12345,"amount":"125,000""#, #""partnerTrxId":"pay-1","trxId":"12345","amount":"125,000""#,
    ])
    func namedInAnotherForm(members: String) async throws {
        var payout = try stored(.unknown)
        (payout.trxID, payout.oyCode) = (nil, nil)
        let gateway = try TestGateway(ScriptedUpstream(Array(repeating: .said("990", members), count: 5)))
        gateway.ledger["pay-1"] = payout
        _ = try await gateway.call("GetRemitStatus", "{\(Self.named)}")
        let now = try #require(gateway.ledger["pay-1"])
        #expect(now.isAcknowledged && now.trxID == "12345" && now.state == .unknown)
    }

    @Test("The entry of what was heard says what OY! answered", arguments: [(503, "unknown", nil), (200, "answered", "990")])
    func entryOfWhatWasHeard(http: Int, outcome: String, code: String?) async throws {
        var payout = try stored(.unknown)
        (payout.trxID, payout.oyCode) = (nil, nil)
        let answer = AttemptOutcome.said("990", #""partner_trx_id":"pay-1","trx_id":"OY-7""#, http: http)
        let gateway = try TestGateway(ScriptedUpstream(Array(repeating: answer, count: 5)))
        gateway.ledger["pay-1"] = payout
        _ = try await gateway.call("GetRemitStatus", "{\(Self.named)}")
        let entry = try #require(gateway.ledger.state.value.entries.first { $0.method == "remit-status" && $0.trxID == "OY-7" })
        #expect(entry.outcome?.code == outcome && entry.oyCode == code)
        #expect(http == 200 || entry.outcome?.reason == "http_503")
    }

    @Test("Another name of OY!'s is told whatever stands beside it, as it may be a second payment", arguments: [
        PayoutState.inProgress, .completed, .failed,
    ])
    func anotherNameBesideAnything(state: PayoutState) async throws {
        for code in ["204", "990", "999"] {
            var payout = try stored(state)
            payout.trxID = "OY-1"
            let answer = AttemptOutcome.said(code, #""partner_trx_id":"pay-1","trx_id":"OY-2""#)
            let gateway = try TestGateway(ScriptedUpstream(Array(repeating: answer, count: 5)))
            gateway.ledger["pay-1"] = payout
            _ = try await gateway.call("GetRemitStatus", "{\(Self.named)}")
            let alarms = state == .failed ? ["lives_on", "another_trx_id"] : ["another_trx_id"]
            #expect(gateway.ledger.alarms == alarms, "once, however many attempts there were")
            #expect(gateway.ledger["pay-1"]?.trxID == "OY-1" && gateway.ledger["pay-1"]?.state == state)
        }
    }

    @Test("Rule 3: an answer that comes to each attempt of a call is written down once")
    func heardInEachAttempt() async throws {
        var payout = try stored(.unknown)
        (payout.trxID, payout.oyCode, payout.isAcknowledged) = ("OY-1", nil, true)
        let answer = AttemptOutcome.said("999", #""partner_trx_id":"pay-1","trx_id":"OY-2""#, http: 503)
        let gateway = try TestGateway(ScriptedUpstream(Array(repeating: answer, count: 5)))
        gateway.ledger["pay-1"] = payout
        _ = try await gateway.call("GetRemitStatus", "{\(Self.named)}")
        #expect(gateway.ledger.alarms == ["another_trx_id"])
        #expect(gateway.ledger["pay-1"]?.trxID == "OY-1")
    }

    @Test("Rule 2: what was asked for while OY! was asked is not moved by an answer about other money")
    func askedForMeanwhile() async throws {
        let ledger = FakeLedger()
        let payout = try stored(.unknown)
        let upstream = ScriptedUpstream(
            [.said("101", #""partner_trx_id":"pay-1","trx_id":"OTHER","amount":777,"recipient_bank":"008""#)],
            during: { [payout] _ in ledger["pay-1"] = payout })
        let gateway = try TestGateway(upstream, clock: ManualClock(), ledger: ledger)
        let error = try await gateway.failure("GetRemitStatus", "{\(Self.named)}")
        #expect(error.message.contains("answer_names_another_amount"))
        let now = try #require(ledger["pay-1"])
        #expect(now.state == .unknown && now.trxID == payout.trxID)
        // Rule 3: it is not sent again all the same.
        #expect(now.isAcknowledged)
    }

    @Test("A name beside which the payout's own does not stand keeps it from being sent again, and is not taken for its name")
    func namedByNobody() async throws {
        var payout = try stored(.unknown)
        (payout.trxID, payout.oyCode) = (nil, nil)
        let answer = AttemptOutcome.text(#"{"status":{"code":"103"},"trx_id":"OY-7"}"#)
        let gateway = try TestGateway(ScriptedUpstream(Array(repeating: answer, count: 5)))
        gateway.ledger["pay-1"] = payout
        _ = try await gateway.call("GetRemitStatus", "{\(Self.named)}")
        #expect(gateway.ledger["pay-1"]?.isAcknowledged == true && gateway.ledger["pay-1"]?.trxID == nil)
    }

    @Test("An answer that names another payout, or no name of OY!'s, names nothing", arguments: [
        AttemptOutcome.text(#"{"status":{"code":"103"},"partner_trx_id":"pay-2","trx_id":"OY-7"}"#),
        AttemptOutcome.text(#"{"status":{"code":"103"},"partner_trx_id":"pay-1"}"#),
    ])
    func namedElsewhere(answer: AttemptOutcome) async throws {
        var payout = try stored(.unknown)
        (payout.trxID, payout.oyCode) = (nil, nil)
        let gateway = try TestGateway(ScriptedUpstream(Array(repeating: answer, count: 5)))
        gateway.ledger["pay-1"] = payout
        _ = try await gateway.call("GetRemitStatus", "{\(Self.named)}")
        #expect(gateway.ledger["pay-1"]?.isAcknowledged == false)
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
        gateway.ledger.state.update { $0.isReadOnly = true }
        #expect(try await gateway.failure("GetRemitStatus", "{\(Self.named)}").reason == "LEDGER_UNAVAILABLE")
        gateway.ledger.state.update { $0.isReadOnly = false }
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

    @Test("What an operator records as not paid while OY! says that it has it is marked all the same", arguments: [
        PayoutState.unknown, .inProgress,
    ])
    func livesOnThoughResolved(state: PayoutState) async throws {
        let ledger = FakeLedger()
        var payout = try stored(state)
        ledger["pay-1"] = payout
        payout.state = .failed
        (payout.unknownSince, payout.nextActionAt, payout.finalAt) = (nil, nil, payout.createdAt)
        (payout.decidedBy, payout.reason, payout.oyCode) = ("ops", "ticket 7", state == .inProgress ? "101" : nil)
        payout.version += 1
        let upstream = ScriptedUpstream(
            [.said("101", #""partner_trx_id":"pay-1","amount":125000"#)], during: { [payout] _ in ledger["pay-1"] = payout })
        let gateway = try TestGateway(upstream, clock: ManualClock(), ledger: ledger)
        let answer = try await gateway.call("GetRemitStatus", "{\(Self.named)}").get()
        #expect(answer.integer("state") == PayoutState.failed.number, "as it is on disk by then")
        #expect(ledger["pay-1"]?.livesOnSince != nil)
        #expect(ledger.state.value.entries.filter { $0.kind == .alarm }.map(\.outcome?.code) == ["lives_on"])
        try await gateway.open {
            let again = try await gateway.failure("Remit", Self.remit)
            #expect(again.reason == "PAYOUT_MAY_BE_PAID")
        }
    }

    @Test("A code that came with HTTP's refusal is not what made it FAILED: that is the operator's word")
    func livesOnThoughRefusedByHTTP() throws {
        var payout = try stored(.unknown)
        (payout.oyCode, payout.oyHTTPStatus, payout.nextActionAt) = ("300", 403, second(4_000))
        var machine = PayoutMachine(stored: payout, settings: defaults, partner: .sample)
        _ = try machine.decided(.notPaid, by: "ops", uid: 1_004, reason: "ticket 7", at: second(4_000))
        #expect(machine.payout.failedByOperatorsWord)
        #expect(machine.heard(.word(OYWord(code: "101")), since: payout.version, at: second(4_001)).contains(.alarm(.livesOn)))
    }

    @Test("Rule 2: an answer that names another payout, or none and may be another's, says nothing", arguments: [
        ("204", #""partner_trx_id":"pay-2""#, true), ("990", #""partner_trx_id":"pay-2""#, true), ("101", #""partner_trx_id":"pay-2""#, true),
        ("204", "", false), ("990", "", false), ("101", "", false), ("300", "", false),
    ])
    func foreign(code: String, members: String, standsAlone: Bool) async throws {
        for state in [PayoutState.cancelled, .unknown, nil] {
            var outcome = AttemptOutcome.said(code, members)
            if case .answered(var answer) = outcome {
                answer.standsAlone = standsAlone
                outcome = .answered(answer)
            }
            let upstream = ScriptedUpstream(Array(repeating: outcome, count: Limits.maximumAttempts))
            let gateway = try TestGateway(upstream)
            if let state { gateway.ledger["pay-1"] = try stored(state) }
            let before = gateway.ledger["pay-1"]
            let error = try await gateway.failure("GetRemitStatus", "{\(Self.named)}")
            #expect(error.reason == "UPSTREAM_UNAVAILABLE")
            #expect(gateway.ledger["pay-1"] == before)
        }
    }

    @Test("GetRemitStatus of another's payout is that of one that does not exist, in OY!'s own words: OY! is asked about such a one", arguments: [
        #"{"status":{"code":"204","message":"Request is Rejected (Partner Tx ID is Not Found)"}}"#,
        #"{"status":{"code":"204","message":"Tx Id is not found"}}"#, #"{"status":{"code":"990","message":"Transaction unknown"}}"#,
        #"{"status":{"code":"777","message":"?"}}"#,
    ])
    func anothersStatus(notFound: String) async throws {
        let ask = #"{"partner_trx_id":"pay-1"}"#
        let upstream = ScriptedUpstream([.text(notFound)])
        let hiding = try TestGateway(upstream)
        hiding.ledger["pay-1"] = try stored()
        let missing = try TestGateway(ScriptedUpstream([.text(notFound)]))
        let hidden = try await hiding.failure("GetRemitStatus", ask, as: .refunds)
        #expect(try await missing.failure("GetRemitStatus", ask, as: .refunds) == hidden)
        let question = String(decoding: upstream.attempts.first?.request.body ?? [], as: UTF8.self)
        #expect(question.wholeMatch(of: /{"partner_trx_id":"[0-9a-f]{32}"}/) != nil, "\(question)")
        // Nobody is to read in the trail that OY! does not know the payout.
        let entry = try #require(hiding.entries.last)
        #expect(entry.payout == "pay-1" && entry.oyCode == nil && entry.outcome?.code == hidden.code.name)
    }

    @Test("Where OY! makes up a state of what does not exist, no other caller hears of a state", arguments: [
        ("102", "PARTNER_TRX_ID_NOT_FOUND"), ("000", "UPSTREAM_UNAVAILABLE"), ("300", "UPSTREAM_UNAVAILABLE"),
    ])
    func anothersStatusMadeUp(code: String, reason: String) async throws {
        let gateway = try TestGateway(ScriptedUpstream([.said(code, #""amount":125000"#)]))
        gateway.ledger["pay-1"] = try stored()
        let error = try await gateway.failure("GetRemitStatus", #"{"partner_trx_id":"pay-1"}"#, as: .refunds)
        #expect(error.reason == reason)
        #expect(error.metadata["state"] == nil)
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

    @Test("What was told of a payout's end stays true, whatever OY! says later; the operators hear what contradicts it", arguments: [
        ("000", "", nil), ("000", "OY-1", nil), ("102", "OY-1", nil), ("300", "OY-1", "OY! says that it failed"),
        ("300", "", "OY! says that it failed"),
        ("000", "OY-2", "another trx_id than before, OY-2"), ("102", "OY-2", "another trx_id"), ("300", "OY-2", "another trx_id"),
    ])
    func settledStatus(code: String, trxID: String, alarm: String?) async throws {
        let named = Self.named + (trxID.isEmpty ? "" : #","trx_id":"\#(trxID)""#)
        let gateway = try gateway(ScriptedUpstream(Array(repeating: .said(code, named), count: 2)), with: try stored(.completed))
        for _ in 1...2 {
            let answer = try await gateway.call("GetRemitStatus", #"{"partner_trx_id":"pay-1"}"#).get()
            #expect(answer.integer("state") == PayoutState.completed.number)
            #expect(answer.message("status")?.string("code") == code)
        }
        let alarms = gateway.entries.filter { $0.kind == .alarm && $0.payout == "pay-1" }.map { $0.detail ?? "" }
        #expect(alarms.count == (alarm == nil ? 0 : 2), "each time")
        #expect(alarms.allSatisfy { $0.contains(alarm ?? "nothing") })
        #expect(gateway.ledger["pay-1"]?.trxID == "OY-1", "the first name is kept")
    }

    @Test("A contradiction that can't be written down is not told")
    func contradictionWithoutALedger() async throws {
        let gateway = try gateway(ScriptedUpstream([.said("300", Self.named)]), with: try stored(.completed))
        gateway.ledger.state.update { $0.isReadOnly = true }
        #expect(try await gateway.failure("GetRemitStatus", "{\(Self.named)}").reason == "LEDGER_UNAVAILABLE")
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
        var allowed = caller
        allowed.methods = [MethodPattern("*")!]
        gateway.callers.replace(by: CallerDirectory([allowed]))
        let answer = try await gateway.call("GetRemitStatus", #"{"partner_trx_id":"pay-1"}"#, as: allowed).get()
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
        let upstream = ScriptedUpstream([.said(code, Self.named), .said("204")], during: { _ in ledger["pay-1"] = payout })
        let gateway = try TestGateway(upstream, clock: ManualClock(), ledger: ledger)
        let error = try await gateway.failure("GetRemitStatus", #"{"partner_trx_id":"pay-1"}"#, as: .refunds)
        #expect(error.reason == "PARTNER_TRX_ID_NOT_FOUND")
    }

    @Test("An answer that names another payout is none", arguments: [nil, PayoutState.inProgress])
    func statusOfAnotherName(state: PayoutState?) async throws {
        let foreign = AttemptOutcome.said("000", #""partner_trx_id":"pay-2","amount":7"#)
        let upstream = ScriptedUpstream(Array(repeating: foreign, count: Limits.maximumAttempts))
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

    @Test("Rule 3: what OY! is heard to have is never sent again, whoever heard it", arguments: ["101", "102", "301", "000", "300", "206"])
    func heardToHaveIt(code: String) async throws {
        let upstream = ScriptedUpstream([.said(code, #""partner_trx_id":"pay-1","amount":125000"#), .said("204")])
        let clock = ManualClock()
        let gateway = try TestGateway(upstream, clock: clock)
        var payout = try stored(.unknown)
        payout.lastSentAt = second(0)
        payout.nextActionAt = second(100)
        gateway.ledger["pay-1"] = payout
        try await gateway.open {
            _ = try await gateway.call("GetRemitStatus", #"{"partner_trx_id":"pay-1"}"#, within: .zero).get()
            try await gateway.ledger.until("pay-1") { $0.isAcknowledged }
            // Long after it has settled OY! says that there is no such payout.
            await clock.untilSomebodySleeps(until: clock.now.advanced(by: PayoutLimits.resolverPause))
            clock.advance(by: .seconds(100))
            try await gateway.ledger.until("pay-1") { $0.updatedAt >= second(100) }
        }
        #expect(upstream.attempts.map(\.request.target) == ["/api/remit-status", "/api/remit-status"])
        #expect(gateway.ledger["pay-1"]?.attempts == 1)
        #expect(gateway.entries.contains { $0.kind == .alarm && $0.payout == "pay-1" })
        // Whose answer it was that stopped it stands in the trail.
        #expect(gateway.entries.contains { $0.kind == .attempt && $0.oyCode == code && $0.caller != nil })
    }

    @Test("Rule 1: that OY! has it is on disk before it is heard", arguments: ["101", "102", "301"])
    func onDiskBeforeItIsHeard(code: String) async throws {
        let upstream = ScriptedUpstream([.said(code, #""partner_trx_id":"pay-1","amount":125000"#)])
        let gateway = try gateway(upstream, with: try stored(.unknown))
        let answer = try await gateway.call("GetRemitStatus", #"{"partner_trx_id":"pay-1"}"#).get()
        #expect(answer.integer("state") == PayoutState.inProgress.number)
        #expect(gateway.ledger["pay-1"]?.isAcknowledged == true)
        #expect(gateway.ledger["pay-1"]?.state == .inProgress)
    }

    @Test("Rule 1: what can't be written down in time is not told: the payout is UNKNOWN still")
    func notInTime() async throws {
        let upstream = ScriptedUpstream([.said("102", #""partner_trx_id":"pay-1","amount":125000"#)])
        let gateway = try gateway(upstream, with: try stored(.unknown))
        let answer = try await gateway.call("GetRemitStatus", #"{"partner_trx_id":"pay-1"}"#, within: .zero).get()
        #expect(answer.integer("state") == PayoutState.unknown.number)
        #expect(answer.message("status")?.string("code") != "102")
        try await gateway.ledger.until("pay-1") { $0.isAcknowledged }
    }

    @Test("Nor what the ledger does not take")
    func acknowledgedWithoutALedger() async throws {
        let upstream = ScriptedUpstream([.said("102", #""partner_trx_id":"pay-1","amount":125000"#)])
        let gateway = try gateway(upstream, with: try stored(.unknown))
        gateway.ledger.state.update { $0.isReadOnly = true }
        #expect(try await gateway.failure("GetRemitStatus", "{\(Self.named)}").reason == "LEDGER_UNAVAILABLE")
    }

    @Test("Of other money it is something else that OY! has under the name: a person should know, and nothing is sent under it again")
    func heardOfOtherMoney() async throws {
        let upstream = ScriptedUpstream([.said("101", #""partner_trx_id":"pay-1","amount":7,"trx_id":"OTHER""#)])
        let gateway = try gateway(upstream, with: try stored(.unknown))
        try await gateway.open {
            let error = try await gateway.failure("GetRemitStatus", #"{"partner_trx_id":"pay-1"}"#)
            #expect(error.message.contains("answer_names_another_amount"))
            #expect(error.metadata["partner_trx_id"] == "pay-1")
        }
        #expect(gateway.ledger["pay-1"]?.isAcknowledged == true && gateway.ledger["pay-1"]?.state == .unknown)
        #expect(gateway.ledger.alarms == ["answer_not_believed"])
        // What OY! said stands in the trail, for whoever has to find out.
        let entry = try #require(gateway.ledger.state.value.entries.first { $0.kind == .attempt })
        #expect(entry.oyCode == "101" && entry.trxID == "OTHER" && entry.detail == "OY! speaks of 7 rupiah")
    }

    @Test("Whose payout it is that OY! has under a name that was taken (203) is told as Remit tells it", arguments: [
        #""amount":7"#, #""amount":125000,"recipient_bank":"008""#,
    ])
    func nameWasTaken(other: String) async throws {
        for isKnownToLive in [false, true] {
            var payout = try stored(.rejected)
            payout.oyCode = "203"
            payout.livesOnSince = isKnownToLive ? second(1) : nil
            let upstream = ScriptedUpstream([.said("000", #""partner_trx_id":"pay-1",\#(other)"#)])
            let error = try await gateway(upstream, with: payout).failure("GetRemitStatus", "{\(Self.named)}")
            #expect(error.reason == (isKnownToLive ? "PAYOUT_MAY_BE_PAID" : "DUPLICATE_PARTNER_TRX_ID"))
            #expect(error.metadata["not_paid"] == nil)
        }
    }

    @Test("OY!'s other name for what it is working on is told to the operators, and the first one stays", arguments: ["101", "000"])
    func anotherName(code: String) async throws {
        var payout = try stored(.inProgress)
        (payout.trxID, payout.isAcknowledged) = ("OY-1", true)
        let upstream = ScriptedUpstream(
            Array(repeating: .said(code, #""partner_trx_id":"pay-1","trx_id":"OY-2""#), count: code == "000" ? 2 : 1))
        let gateway = try gateway(upstream, with: payout)
        try await gateway.open {
            _ = try await gateway.call("GetRemitStatus", "{\(Self.named)}").get()
        }
        #expect(gateway.entries.contains { $0.kind == .alarm && $0.outcome?.code == "another_trx_id" })
        #expect(gateway.ledger["pay-1"]?.trxID == "OY-1")
    }

    @Test("What OY! leaves out of its answer is the ledger's to say")
    func filledIn() async throws {
        let upstream = ScriptedUpstream([.said("101", #""partner_trx_id":"pay-1","trx_id":"t-1""#)])
        let gateway = try gateway(upstream, with: try stored(.inProgress))
        let answer = try await gateway.call("GetRemitStatus", "{\(Self.named)}").get()
        #expect(answer.integer("amount") == 125_000)
        #expect(answer.string("recipient_bank") == "014")
        #expect(answer.string("recipient_account") == "1239812390")
    }
}
