import Contract

/// `Remit`: the policy's word on the payout, then the processor's.
extension PayoutCalls {
    func remit(_ call: AdmittedCall) async throws(RPCError) -> CallEnd {
        let intent = intent(of: call)
        let request = audit.redacted(call.request)
        let payout: Payout
        if let refusal = try await policyRefusal(of: intent, call) {
            // What was recorded when it was still allowed is answered for as ever: an error would invite paying again.
            guard let known = try await known(intent, call) else { throw refusal }
            payout = known
        } else {
            payout = try await requested(intent, request, call)
        }
        let result: Result<Message, RPCError> =
            await error(of: payout).map(Result.failure) ?? .success(payout.remitResponse(call.endpoint.response))
        var end = CallEnd(result: result, oyCode: payout.oyCode, attempts: payout.attempts)
        end.redactedRequest = request
        return end
    }

    /// The error that the payout's end is; nil where it is none. OY!'s report on one that is not paid may say otherwise: until it is looked up,
    /// nobody is told that another may be paid in its place.
    private func error(of payout: Payout) async -> RPCError? {
        guard let error = RPCError(payout) else { return nil }
        guard error.isLicence, await processor.isReported(payout.partnerTrxID) else { return error }
        return error.reported
    }

    /// Asks for a payout that its caller may ask for, if its day has room for it.
    ///
    /// - Parameter request: as the audit trail keeps it.
    private func requested(_ intent: PayoutIntent, _ request: RedactedMessage, _ call: AdmittedCall) async throws(RPCError) -> Payout {
        let policy = call.caller.payouts
        let now = clock.wallNow
        let limit = policy.dayLimit(at: now, in: calendar)
        do {
            return try await processor.remit(
                intent, caller: call.auditCaller, request: request, dayLimit: limit,
                needsApproval: policy.needsApproval(intent), deadline: call.deadline)
        } catch {
            if case .dayLimitReached(let sums) = error, let limit {
                throw .dayLimitReached(limit, sums: sums, partnerTrxID: intent.partnerTrxID, at: now)
            }
            throw await rpcError(error, to: intent, call)
        }
    }

    /// The payout, if it was asked for before.
    private func known(_ intent: PayoutIntent, _ call: AdmittedCall) async throws(RPCError) -> Payout? {
        do {
            return try await processor.known(intent, deadline: call.deadline)
        } catch {
            throw await rpcError(error, to: intent, call)
        }
    }

    /// Turns the refusal of `intent` into the error of the RPC.
    private func rpcError(_ refusal: PayoutRefusal, to intent: PayoutIntent, _ call: AdmittedCall) async -> RPCError {
        var refusal = refusal
        if refusal == .idReused {
            do throws(PayoutRefusal) {
                // What was asked for never changes, so it does not matter that this is read later.
                if let payout = try await processor.read(intent.partnerTrxID), intent.repeats(payout, underAnotherNameOf: call.peer.uid) {
                    refusal = .callerRenamed(from: payout.caller)
                }
            } catch {
                // Rather not told at all that the id is taken than told to pay under another one.
                refusal = error
            }
        }
        return RPCError(refusal, partnerTrxID: intent.partnerTrxID, at: clock.wallNow)
    }

    /// Why the caller may not ask for this payout; nil where it may.
    private func policyRefusal(of intent: PayoutIntent, _ call: AdmittedCall) async throws(RPCError) -> RPCError? {
        let policy = call.caller.payouts
        var confirmedAt: WallTime?
        if policy.inquiry != nil {
            let account = audit.accountMark(
                bank: intent.recipientBank, number: call.request.string("recipient_account"))
            do {
                confirmedAt = try await ledger.confirmation(of: account, by: call.caller.name)
            } catch {
                throw .ledgerUnavailable
            }
        }
        return policy.refusal(of: intent, confirmedAt: confirmedAt, at: clock.wallNow)
            .map { RPCError($0, caller: call.caller.name, partnerTrxID: intent.partnerTrxID) }
    }

    private func intent(of call: AdmittedCall) -> PayoutIntent {
        guard let http = try? call.endpoint.httpCall(for: call.request), let body = http.body else {
            preconditionFailure("remit has a body and nothing in its path")
        }
        return PayoutIntent(
            partnerTrxID: call.request.string("partner_trx_id"), caller: call.caller.name, body: body,
            amountRupiah: call.request.integer("amount"), recipientBank: call.request.string("recipient_bank"))
    }
}
