import Contract
import Synchronization
import TestSupport

@testable import Gateway

/// Reads `pay-1|101 OY-1` as a `partner_trx_id`, a code and a `trx_id`.
struct FakeWire: PayoutWire {
    func remit(_ body: [UInt8], of partnerTrxID: String) -> HTTPCall {
        HTTPCall(verb: .post, target: "/api/remit", body: body)
    }

    func remitStatus(of partnerTrxID: String) -> HTTPCall {
        HTTPCall(verb: .post, target: "/api/remit-status", body: Array(partnerTrxID.utf8))
    }

    func read(_ body: [UInt8]) -> OYWord? {
        let parts = String(decoding: body, as: UTF8.self).split(separator: "|").map(String.init)
        guard parts.count == 2 else { return nil }
        let words = parts[1].split(separator: " ").map(String.init)
        return OYWord(code: words[0], trxID: words.count > 1 ? words[1] : nil, partnerTrxID: parts[0])
    }
}

/// Counts that each permit is followed by one report.
final class FakeGate: UpstreamGate {
    struct State {
        var isOpen = true
        var asked = 0
        var admitted = 0
        var reported = 0
    }

    let state = Mutex(State())

    var isOpen: Bool {
        get { state.withLock { $0.isOpen } }
        set { state.withLock { $0.isOpen = newValue } }
    }

    /// How often leave was asked for.
    var asked: Int {
        state.withLock { $0.asked }
    }

    /// Permits without a report yet.
    var owed: Int {
        state.withLock { $0.admitted - $0.reported }
    }

    func admit() -> AttemptPermit? {
        let isAdmitted = state.withLock { state in
            state.asked += 1
            if state.isOpen { state.admitted += 1 }
            return state.isOpen
        }
        return isAdmitted ? AttemptPermit { _ in self.state.withLock { $0.reported += 1 } } : nil
    }
}

final class FakeObserver: PayoutObserver {
    let alarms = Observed<[PayoutAlarm]>([])
    let failures = Observed<[LedgerError]>([])
    let ends = Observed<[Payout]>([])

    func ended(_ payout: Payout) {
        ends.update { $0.append(payout) }
    }

    func alarmed(_ alarm: PayoutAlarm, partnerTrxID: String) {
        alarms.update { $0.append(alarm) }
    }

    func ledgerFailed(_ error: LedgerError) {
        failures.update { $0.append(error) }
    }
}
