import Contract

/// Answers `Remit` and every RPC of `PayoutService` from the desk and the ledger.
public struct PayoutCalls: Sendable {
    private let desk: PayoutDesk
    let ledger: any Ledger
    let timekeeper: any Timekeeper
    private let audit: AuditTrail

    public init(desk: PayoutDesk, ledger: any Ledger, audit: AuditTrail, timekeeper: any Timekeeper) {
        self.desk = desk
        self.ledger = ledger
        self.timekeeper = timekeeper
        self.audit = audit
    }

    /// Whether the RPC is one of these.
    static func handles(_ endpoint: Endpoint) -> Bool {
        endpoint.service == "oy.v1.PayoutService" || endpoint.fullName == "oy.v1.DisbursementService/Remit"
    }

    func answer(_ call: AdmittedCall) async -> CallEnd {
        do throws(RPCError) {
            switch call.endpoint.method {
            case "Remit": return try await remit(call)
            case "ListPayouts": return CallEnd(result: .success(try await list(call)))
            default: return CallEnd(result: .success(Self.wrapped(try await one(call), call.endpoint.response)))
            }
        } catch {
            return CallEnd(result: .failure(error))
        }
    }

    // MARK: Remit

    private func remit(_ call: AdmittedCall) async throws(RPCError) -> CallEnd {
        let request = audit.redacted(call.request)
        let payout = try await named(call) { () throws(PayoutRefusal) in
            try await desk.remit(
                try intent(of: call), asker: call.asker, request: request, deadline: call.deadline)
        }
        let result: Result<Message, RPCError> =
            RPCError(payout).map(Result.failure) ?? .success(payout.remitResponse(call.endpoint.response))
        var end = CallEnd(result: result, oyCode: payout.oyCode, attempts: payout.attempts)
        end.redactedRequest = request
        return end
    }

    private func intent(of call: AdmittedCall) throws(PayoutRefusal) -> PayoutIntent {
        guard let http = try? call.endpoint.httpCall(for: call.request), let body = http.body else {
            preconditionFailure("remit has a body and nothing in its path")
        }
        return PayoutIntent(
            partnerTrxID: call.request.string("partner_trx_id"), caller: call.caller.name, body: body,
            amountRupiah: call.request.integer("amount"), recipientBank: call.request.string("recipient_bank"))
    }

    // MARK: PayoutService

    private func one(_ call: AdmittedCall) async throws(RPCError) -> Payout {
        let id = call.request.string("partner_trx_id")
        if call.endpoint.method == "ResolvePayout" { return try await resolve(call) }
        return try await named(call) { () throws(PayoutRefusal) in
            switch call.endpoint.method {
            case "GetPayout": try await desk.payout(named: id, owner: call.owner)
            case "WaitPayout": try await desk.wait(for: id, owner: call.owner, deadline: call.deadline)
            case "CancelPayout": try await decide(.cancel, call)
            default: preconditionFailure("\(call.endpoint.fullName) is not served")
            }
        }
    }

    private func resolve(_ call: AdmittedCall) async throws(RPCError) -> Payout {
        guard let decision = Self.decision(call.request.integer("resolution")) else {
            throw .invalidRequest([FieldViolation(field: "resolution", message: "is none that the contract has")])
        }
        return try await named(call) { () throws(PayoutRefusal) in try await decide(decision, call) }
    }

    private func decide(_ decision: PayoutDecision, _ call: AdmittedCall) async throws(PayoutRefusal) -> Payout {
        try await desk.decide(
            decision, about: call.request.string("partner_trx_id"), by: call.asker,
            reason: call.request.string("reason"), owner: call.owner, deadline: call.deadline)
    }

    /// A number of a contract to come is no decision: guessing one would end a payout by mistake.
    private static func decision(_ resolution: Int64) -> PayoutDecision? {
        switch resolution {
        case 1: .resend
        case 2: .paid
        case 3: .notPaid
        default: nil
        }
    }

    private func list(_ call: AdmittedCall) async throws(RPCError) -> Message {
        let query = try PayoutListQuery(call)
        let payouts: [Payout]
        do {
            // One more than asked for shows whether there is a next page.
            payouts = try await ledger.listPayouts(query.filter, after: query.after, limit: query.pageSize + 1)
        } catch {
            throw .ledgerUnavailable
        }
        var message = Message(call.endpoint.response)
        guard let schema = message.schema.field("payouts")?.message else { return message }
        let page = payouts.prefix(query.pageSize)
        for payout in page { message.append("payouts", payout.message(schema)) }
        if payouts.count > page.count, let last = page.last {
            message.set("next_page_token", to: PageToken(after: last).text)
        }
        return message
    }

    private static func wrapped(_ payout: Payout, _ schema: MessageSchema) -> Message {
        var message = Message(schema)
        if let inner = schema.field("payout")?.message { message.set("payout", to: payout.message(inner)) }
        return message
    }

    /// Turns a refusal into the error of the RPC.
    private func named<Value>(
        _ call: AdmittedCall, _ body: () async throws(PayoutRefusal) -> Value
    ) async throws(RPCError) -> Value {
        do {
            return try await body()
        } catch {
            throw RPCError(error, partnerTrxID: call.request.string("partner_trx_id"), at: timekeeper.wallNow)
        }
    }
}
