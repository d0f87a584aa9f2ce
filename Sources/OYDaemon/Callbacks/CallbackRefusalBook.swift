import Gateway
import Synchronization

/// Counts what the callback listener refuses, and writes it down in the ledger and the log.
final class CallbackRefusalBook: Sendable {
    private let ledger: any Ledger
    private let clock: any Timekeeper
    private let log: CallbackLog
    private let metrics: CallbackRefusalMetrics
    private let refusals = Mutex(CallbackRefusals())

    init(ledger: any Ledger, clock: any Timekeeper, log: CallbackLog, metrics: CallbackRefusalMetrics) {
        self.ledger = ledger
        self.clock = clock
        self.log = log
        self.metrics = metrics
    }

    /// Something was refused.
    ///
    /// - Parameter cause: which callback, and what is wrong with it; nothing of what it says.
    func refused(_ reason: CallbackRefusals.Reason, _ cause: String? = nil, from source: String) {
        metrics.refused(reason)
        let report = refusals.withLock { $0.refused(reason, cause: cause, from: source, at: clock.now) }
        if let report { writeDown(report) }
    }

    /// Writes down what was counted only.
    func writeDownRest() {
        for report in refusals.withLock({ $0.rest() }) { writeDown(report) }
    }

    private func writeDown(_ report: CallbackRefusals.Report) {
        log.refused(report)
        var entry = AuditEntry(time: clock.wallNow, kind: .callback)
        entry.outcome = .refused(reason: report.reason.rawValue)
        entry.detail = "from \(report.source)" + (report.cause.map { ", \($0)" } ?? "")
            + (report.more > 0 ? "; \(report.more) more since the entry before" : "")
        ledger.note(entry)
    }
}
