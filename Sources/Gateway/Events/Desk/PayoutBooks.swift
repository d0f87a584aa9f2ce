import Contract

/// What is known of a payout that OY! reports on: from the ledger, where it is one of the gateway's, or from OY!.
struct PayoutBooks: Sendable {
    private let ledger: any Ledger
    private let desk: PayoutDesk
    private let calls: UpstreamCalls
    private let status: Endpoint
    private let clock: any Timekeeper

    init(
        ledger: any Ledger, desk: PayoutDesk, calls: UpstreamCalls, endpoints: EndpointTable, clock: any Timekeeper
    ) {
        guard let status = endpoints.endpoint(service: "oy.v1.DisbursementService", method: "GetRemitStatus") else {
            preconditionFailure("the contract has no payouts")
        }
        self.ledger = ledger
        self.desk = desk
        self.calls = calls
        self.status = status
        self.clock = clock
    }

    /// Asks OY! about a payout of the gateway's that is not final: the next look finds what came of it.
    func knowledge(of partnerTrxID: String) async -> DisbursementBelief.Knowledge {
        let payout: Payout?
        do {
            payout = try await ledger.payout(named: partnerTrxID)
        } catch {
            return .unreadable("the ledger can't be read")
        }
        guard let payout else { return await foreign(partnerTrxID) }
        if !payout.state.isFinal { desk.askNow(about: payout) }
        let terms = DisbursementBelief.Terms(
            amountRupiah: payout.amountRupiah, recipientBank: payout.recipientBank, trxID: payout.trxID ?? "")
        return .own(state: payout.state, caller: payout.caller, terms)
    }

    private func foreign(_ partnerTrxID: String) async -> DisbursementBelief.Knowledge {
        var request = Message(status.request)
        request.set("partner_trx_id", to: partnerTrxID)
        guard let http = try? status.httpCall(for: request) else { return .unreadable("the id can't be asked about") }
        let end = await calls.call(status, http, deadline: clock.now.advanced(by: EventLimits.lookTimeout))
        switch end.result {
        case .success(let answer):
            let terms = DisbursementBelief.Terms(
                amountRupiah: answer.integer("amount"), recipientBank: answer.string("recipient_bank"),
                trxID: answer.string("trx_id"))
            return .foreign(StatusVerdict(OYWord(code: end.oyCode)), terms)
        case .failure(let error) where error.code == .notFound:
            return .foreign(.notFound, DisbursementBelief.Terms())
        case .failure(let error):
            return .unreadable(error.reason)
        }
    }
}
