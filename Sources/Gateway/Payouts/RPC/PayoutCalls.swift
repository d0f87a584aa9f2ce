import Contract

/// Answers `Remit`, `GetRemitStatus` and every RPC of `PayoutService` from the processor and the ledger.
public struct PayoutCalls: Sendable {
    let processor: PayoutProcessor
    let ledger: any Ledger
    let clock: any Timekeeper
    let audit: AuditTrail
    let calendar: BusinessCalendar
    private let lists = ListSlots()

    /// - Parameter calendar: what a day is, for the limits of callers and for lists.
    public init(
        processor: PayoutProcessor, ledger: any Ledger, audit: AuditTrail, clock: any Timekeeper, calendar: BusinessCalendar
    ) {
        self.processor = processor
        self.ledger = ledger
        self.clock = clock
        self.audit = audit
        self.calendar = calendar
    }

    func answer(_ call: AdmittedCall) async -> CallEnd {
        do throws(RPCError) {
            switch call.endpoint.rpc {
            case .remit: return try await remit(call)
            case .listPayouts: return CallEnd(result: .success(try await list(call)))
            default: return CallEnd(result: .success(Self.wrapped(try await one(call), call.endpoint.response)))
            }
        } catch {
            return CallEnd(result: .failure(error))
        }
    }

    // MARK: PayoutService

    private func one(_ call: AdmittedCall) async throws(RPCError) -> Payout {
        let id = call.request.string("partner_trx_id")
        if call.endpoint.rpc == .resolvePayout { return try await resolve(call) }
        return try await withRPCErrors(about: call) { () throws(PayoutRefusal) in
            switch call.endpoint.rpc {
            case .getPayout: try await processor.payout(named: id, owner: call.owner)
            case .waitPayout: try await processor.wait(for: id, caller: call.caller.name, owner: call.owner, deadline: call.deadline)
            case .cancelPayout: try await decide(.cancel, call)
            case .approvePayout: try await decide(.approve, call)
            case .declinePayout: try await decide(.decline, call)
            default: preconditionFailure("\(call.endpoint.fullName) is not served")
            }
        }
    }

    private func resolve(_ call: AdmittedCall) async throws(RPCError) -> Payout {
        guard let decision = Self.decision(call.request.integer("resolution")) else {
            throw .invalidRequest([FieldViolation(field: "resolution", message: "is none that the contract has")])
        }
        return try await withRPCErrors(about: call) { () throws(PayoutRefusal) in try await decide(decision, call) }
    }

    private func decide(_ decision: PayoutDecision, _ call: AdmittedCall) async throws(PayoutRefusal) -> Payout {
        try await processor.decide(
            decision, about: call.request.string("partner_trx_id"), by: call.auditCaller,
            reason: call.request.string("reason"), owner: Self.owner(decision, call), deadline: call.deadline)
    }

    /// Whose payouts may be decided about so; nil for everybody's. Seeing all is not withdrawing all: that takes the
    /// operator, as approving takes the approver, whose role the call was admitted for.
    private static func owner(_ decision: PayoutDecision, _ call: AdmittedCall) -> String? {
        decision == .cancel && call.caller.role != .operator ? call.caller.name : call.owner
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
        let query = try PayoutListQuery(call, in: calendar)
        let payouts = try await lists.withPlace(of: call.caller.name) { () throws(RPCError) in try await found(query) }
        var message = Message(call.endpoint.response)
        guard let schema = message.schema.field("payouts")?.message else { return message }
        var (shown, bytes) = (0, 0)
        for payout in payouts.prefix(query.pageSize) {
            let row = payout.message(schema)
            bytes += row.encodedSize
            if shown > 0, bytes > PayoutLimits.pageBytes { break }
            message.append("payouts", row)
            shown += 1
        }
        if shown > 0, shown < payouts.count { message.set("next_page_token", to: PageToken(after: payouts[shown - 1]).text) }
        return message
    }

    /// The page, and one more where there is a next page.
    private func found(_ query: PayoutListQuery) async throws(RPCError) -> [Payout] {
        do throws(LedgerError) {
            return try await ledger.listPayouts(query.filter, after: query.after, limit: query.pageSize + 1)
        } catch .abandoned {
            throw .deadlineExceeded(attempts: 0)
        } catch {
            throw .ledgerUnavailable
        }
    }

    private static func wrapped(_ payout: Payout, _ schema: MessageSchema) -> Message {
        var message = Message(schema)
        if let inner = schema.field("payout")?.message { message.set("payout", to: payout.message(inner)) }
        return message
    }

    /// Turns a refusal into the error of the RPC, which names the payout that the call is about.
    func withRPCErrors<Value>(
        about call: AdmittedCall, _ body: () async throws(PayoutRefusal) -> Value
    ) async throws(RPCError) -> Value {
        do {
            return try await body()
        } catch {
            throw RPCError(error, partnerTrxID: call.request.string("partner_trx_id"), at: clock.wallNow)
        }
    }
}
