import Contract
import CoreMetrics
import Gateway
import Synchronization

/// Counts calls. Labels are the contract's methods, the configured callers' names and status codes: a peer that nobody
/// configured, and a method that does not exist, are `unknown`, whatever they call themselves.
final class CallMetrics: CallObserver {
    private struct Key: Hashable {
        var method: String
        var caller: String
        var code: RPCCode
    }

    private struct Series {
        var count: Counter
        var duration: CoreMetrics.Timer
    }

    private let factory: any MetricsFactory
    private let series = Mutex<[Key: Series]>([:])
    private let auditFailures: Counter

    init(_ factory: any MetricsFactory) {
        self.factory = factory
        auditFailures = Counter(label: Metric.auditFailures.name, factory: factory)
    }

    func callEnded(_ record: CallRecord) {
        let key = Key(method: record.endpoint?.fullName ?? "unknown", caller: record.callerName, code: record.code)
        let series = series.withLock { known in
            if let series = known[key] { return series }
            let series = make(key)
            // Callers come and go with the configuration; what is past the bound costs a look-up more.
            if known.count < Limits.seriesPerMetric { known[key] = series }
            return series
        }
        series.count.increment()
        series.duration.recordNanoseconds(record.duration.wholeNanoseconds)
    }

    func auditFailed(_ record: CallRecord, _ error: LedgerError) {
        auditFailures.increment()
    }

    func connectionRefused(_ peer: Peer, caller: String?) {
        Counter(
            label: Metric.connectionsRefused.name, dimensions: [("caller", caller ?? "unknown")], factory: factory
        ).increment()
    }

    private func make(_ key: Key) -> Series {
        Series(
            count: Counter(
                label: Metric.calls.name,
                dimensions: [("method", key.method), ("caller", key.caller), ("code", key.code.name)], factory: factory),
            duration: CoreMetrics.Timer(
                label: Metric.callDuration.name, dimensions: [("method", key.method)], factory: factory))
    }
}
