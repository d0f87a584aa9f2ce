import Contract

/// `GetRemitStatus` goes to OY! like any other read, where there is anything that OY! could know; what is the gateway's
/// own about it stands here.
extension PayoutCalls {
    /// What became of the payout, by OY!'s word and the ledger's. A payout that the ledger has is never said not to exist:
    /// that invites paying it under another name. One that it does not have, from the time before the gateway, may be
    /// asked about by whoever knows its name.
    ///
    /// - Parameter askingOY: a question like the call's, as a certain partner, or as whoever the gateway is.
    func status(_ call: AdmittedCall, askingOY: (Message, PartnerFingerprint?) async -> CallEnd) async -> CallEnd {
        var end = await unnamedStatus(call, askingOY: askingOY)
        if case .failure(let error) = end.result {
            end.result = .failure(error.adding("partner_trx_id", call.request.string("partner_trx_id")))
        }
        return end
    }

    private func unnamedStatus(_ call: AdmittedCall, askingOY: (Message, PartnerFingerprint?) async -> CallEnd) async -> CallEnd {
        var answered: CallEnd?
        do throws(RPCError) {
            let known = try await recorded(call)
            if let known, Self.isAnothers(known, call) { return try await statusOfNone(call, askingOY: askingOY) }
            if let known, isTheLedgers(known) { return CallEnd(result: .success(Self.answer(known, call))) }
            let asked = await askingOY(call.request, known?.partner)
            answered = asked
            // Read once more: it may have been asked for while OY! was being asked.
            let subject = if let known { known } else { try await recorded(call) }
            let end = Self.withState(asked.speaking(of: call.request.string("partner_trx_id"), as: subject))
            guard let subject else { return end }
            if Self.isAnothers(subject, call) { return try await statusOfNone(call, askingOY: askingOY) }
            let present = try await withRPCErrors(about: call) { () throws(PayoutRefusal) in
                var heard = end.heard(about: subject, processor.wire)
                let payout = try await onDisk(subject, &heard, saidToBe: Self.state(in: end), call)
                try await processor.recordContradictions(heard.unrecorded, of: payout, heardBy: call.auditCaller)
                return payout
            }
            guard Self.knowsNothing(end) || known == nil && !processor.canAsk(about: subject) else { return Self.told(end, of: present, call) }
            // And once more: it may have come to its end.
            let last = try await recorded(call) ?? present
            return CallEnd(result: .success(Self.answer(last, call)), oyCode: end.oyCode, attempts: end.attempts)
        } catch {
            return CallEnd(result: .failure(error), oyCode: answered?.oyCode, attempts: answered?.attempts ?? 0)
        }
    }

    /// OY!'s answer, with the state as the ledger has it. Rule 1: nobody hears of a state that is not on disk.
    private static func told(_ end: CallEnd, of payout: Payout, _ call: AdmittedCall) -> CallEnd {
        guard case .success(var message) = end.result else { return end }
        if let said = state(in: end), payout.state.movesByOYsWord, said != payout.state {
            message = answer(payout, call)
        } else {
            message.set("state", to: payout.state.number)
        }
        payout.fillIn(&message)
        var end = end
        end.result = .success(message)
        return end
    }

    /// The payout as it is on disk once what OY! said of it had its time to get there. Where OY! tells of a state first to whoever happens to
    /// ask, the processor writes it down, and asks OY! itself about an end; the caller waits for that, and what it hears when its time is up is
    /// what is on disk by then.
    private func onDisk(
        _ known: Payout, _ heard: inout HeardAnswers, saidToBe said: PayoutState?, _ call: AdmittedCall
    ) async throws(PayoutRefusal) -> Payout {
        // Before it is asked about: "not found" must not send again what somebody has just heard of (rule 3).
        let payout = try await onRecord(&heard, about: known, call)
        guard known.state.movesByOYsWord && said?.isFinal == true else { return payout }
        processor.askNow(about: payout)
        let last = try await finalOrPresent(payout, call)
        return try await onRecord(&heard, about: last, call)
    }

    /// The payout once what was heard of it is on disk, or as it is by now: UNKNOWN is true of it still.
    private func onRecord(
        _ heard: inout HeardAnswers, about payout: Payout, _ call: AdmittedCall
    ) async throws(PayoutRefusal) -> Payout {
        do throws(PayoutRefusal) {
            return try await processor.record(&heard, about: payout, heardBy: call.auditCaller, deadline: call.deadline)
        } catch where payout.state == .unknown && (error == .stillDeciding || error == .tooManyDecisions) {
            return try await processor.payout(named: payout.partnerTrxID, owner: call.owner)
        }
    }

    /// The payout once it is final, or as it is by now: what OY! said is answered whether there is room to wait or not.
    private func finalOrPresent(_ payout: Payout, _ call: AdmittedCall) async throws(PayoutRefusal) -> Payout {
        do throws(PayoutRefusal) {
            return try await processor.wait(
                for: payout.partnerTrxID, caller: call.caller.name, owner: call.owner, deadline: call.deadline)
        } catch .tooManyWaits {
            return try await processor.payout(named: payout.partnerTrxID, owner: call.owner)
        }
    }

    /// The gateway is about to send it, and OY! has nothing of it yet; or OY! knows it as another partner's, and can't be asked.
    /// Of what waits for approval, was cancelled, or is yet to be sent where nothing is sent, OY! is asked: were this ledger a copy that was
    /// restored, it might have been sent after all, and paid.
    private func isTheLedgers(_ payout: Payout) -> Bool {
        payout.state == .recorded && processor.settings.sends || !processor.canAsk(about: payout)
    }

    private func recorded(_ call: AdmittedCall) async throws(RPCError) -> Payout? {
        do {
            return try await ledger.payout(named: call.request.string("partner_trx_id"))
        } catch {
            throw .ledgerUnavailable
        }
    }

    private static func isAnothers(_ payout: Payout, _ call: AdmittedCall) -> Bool {
        call.owner.map { $0 != payout.caller } ?? false
    }

    /// OY! does not find it. It may say so with 990, too.
    private static func knowsNothing(_ end: CallEnd) -> Bool {
        guard case .failure(let error) = end.result else { return false }
        return error.reason == RPCError.Reason.partnerTrxIDNotFound || end.oyCode == OYCode.requestParameterNotValid.rawValue
    }

    private static func answer(_ payout: Payout, _ call: AdmittedCall) -> Message {
        payout.remitStatusResponse(call.endpoint.response)
    }

    /// What a caller hears of another's payout: what OY! says about one that does not exist, which is asked about in its place. So neither
    /// the words nor the time nor an outage tells the two apart; and nothing of it stands in the trail as OY!'s word on that payout.
    private func statusOfNone(
        _ call: AdmittedCall, askingOY: (Message, PartnerFingerprint?) async -> CallEnd
    ) async throws(RPCError) -> CallEnd {
        let asked = call.request.string("partner_trx_id")
        let none = Self.randomID(asLongAs: asked)
        var question = call.request
        question.set("partner_trx_id", to: none)
        let end = await askingOY(question, nil).speaking(of: none, as: nil)
        // As where there is none: it is looked whether it has come meanwhile.
        _ = try await recorded(call)
        return CallEnd(result: .failure(Self.refusal(in: end, replacing: none, with: asked)), attempts: end.attempts)
    }

    private static func randomID(asLongAs id: String) -> String {
        String((0..<max(id.utf8.count, PayoutLimits.decoyDigits)).map { _ in "0123456789abcdef".randomElement() ?? "0" })
    }

    /// OY!'s refusal, in its words; or as OY! documents it where OY! made a state up.
    private static func refusal(in end: CallEnd, replacing none: String, with asked: String) -> RPCError {
        guard case .failure(var error) = end.result else {
            let status = AnswerStatus(code: OYCode.partnerTrxIDNotFound.rawValue, message: "Request is Rejected (Partner Tx ID is Not Found)")
            return .refusal(.notFound, reason: RPCError.Reason.partnerTrxIDNotFound, status, http: 200)
                .adding("attempts", String(end.attempts))
        }
        error.message = error.message.replacing(none, with: asked)
        error.metadata["oy_message"] = error.metadata["oy_message"]?.replacing(none, with: asked)
        return error
    }

    /// OY!'s answer with the state that its code means.
    static func withState(_ end: CallEnd) -> CallEnd {
        guard case .success(var message) = end.result, let code = end.oyCode else { return end }
        let state: PayoutState? =
            switch StatusVerdict(code: code) {
            case .completed: .completed
            case .inProgress: .inProgress
            case .failed: .failed
            case .notFound, .nothing, .refusedCredentials, .strange: nil
            }
        guard let state else { return end }
        message.set("state", to: state.number)
        var end = end
        end.result = .success(message)
        return end
    }

    /// The state that an answer of OY!'s tells.
    private static func state(in end: CallEnd) -> PayoutState? {
        guard case .success(let message) = end.result else { return nil }
        return PayoutState(number: message.integer("state"))
    }
}
