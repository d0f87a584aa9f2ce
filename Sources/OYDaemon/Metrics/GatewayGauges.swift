import Contract
import Gateway
import Ledger

/// What is looked up at the moment in which the metrics are asked for.
struct GatewayGauges: Sendable {
    /// What is read of the ledger for one scrape.
    private struct Counts: Sendable {
        let summary: OpenSummary?
        let lags: [ConsumerLag]
        let backlog: CallbackBacklog?
    }

    let ledger: SQLiteLedger
    let gate: SharedUpstreamGate
    let credentials: CredentialStore
    let reloader: Reloader
    let alarms: AlarmBoard
    let startedAt: WallTime
    let connections: @Sendable () -> Int
    let clock: any Timekeeper
    /// Read once for however many ask at a time: anybody may who reaches the metrics, and the same threads read what paying needs.
    private let counts: CoalescedRead<Counts>

    init(
        ledger: SQLiteLedger, gate: SharedUpstreamGate, credentials: CredentialStore, reloader: Reloader, alarms: AlarmBoard,
        startedAt: WallTime, connections: @escaping @Sendable () -> Int, clock: any Timekeeper
    ) {
        self.ledger = ledger
        self.gate = gate
        self.credentials = credentials
        self.reloader = reloader
        self.alarms = alarms
        self.startedAt = startedAt
        self.connections = connections
        self.clock = clock
        counts = CoalescedRead(clock: clock) {
            Counts(
                summary: try? await ledger.openSummary(), lags: (try? await ledger.lags()) ?? [],
                backlog: try? await ledger.callbackBacklog())
        }
    }

    func families() async -> [MetricFamily] {
        let counts = await counts.current()
        let (summary, statistics) = (counts?.summary, ledger.statistics)
        return process + payouts(summary) + Self.consumers(counts?.lags ?? []) + callbacks(counts?.backlog) + written(statistics) + upstream
            + alarms(summary, statistics)
    }

    private var process: [MetricFamily] {
        [
            MetricFamily(.buildInfo, [(Version.current, 1)]),
            MetricFamily(.processStart, seconds(startedAt)),
            MetricFamily(.connections, Double(connections())),
            MetricFamily(.configurationLoaded, seconds(reloader.loadedAt)),
            MetricFamily(.credentialsLoaded, seconds(credentials.loadedAt)),
            MetricFamily(.logLost, Double(LogOutput.standard.lostLines)),
        ]
    }

    /// Without an answer of the ledger there are no numbers: old ones would be taken for true.
    private func payouts(_ summary: OpenSummary?) -> [MetricFamily] {
        guard let summary else { return [MetricFamily(.ledgerReadable, 0)] }
        let open = PayoutState.allCases.filter { !$0.isFinal }
        let now = clock.wallNow
        return [
            MetricFamily(.ledgerReadable, 1),
            MetricFamily(.payoutsOpen, open.map { ($0.rawValue, Double(summary.counts[$0] ?? 0)) }),
            MetricFamily(.oldestOpen, open.map { ($0.rawValue, seconds(since: summary.oldest[$0], at: now)) }),
            MetricFamily(.oldestUnknown, seconds(since: summary.oldestUnknown, at: now)),
        ]
    }

    private func callbacks(_ backlog: CallbackBacklog?) -> [MetricFamily] {
        guard let backlog else { return [] }
        return [
            MetricFamily(.callbacksPending, Double(backlog.count)),
            MetricFamily(.oldestCallback, seconds(since: backlog.oldest, at: clock.wallNow)),
        ]
    }

    /// 0 where there is nothing to tell the age of.
    private func seconds(since time: WallTime?, at now: WallTime) -> Double {
        Double((time?.age(at: now) ?? .zero).wholeMilliseconds) / 1_000
    }

    /// As many as the callers that may watch have named, which is bounded for each of them.
    static func consumers(_ lags: [ConsumerLag]) -> [MetricFamily] {
        [
            MetricFamily(
                .consumerLag,
                lags.map { lag in
                    MetricFamily.Sample(
                        labels: [lag.consumer.name.caller, lag.consumer.name.name], value: .number(Double(lag.events)))
                })
        ]
    }

    private func written(_ statistics: LedgerStatistics) -> [MetricFamily] {
        [
            MetricFamily(.ledgerUp, statistics.isAvailable ? 1 : 0),
            MetricFamily(.ledgerTransactions, Double(statistics.transactions)),
            MetricFamily(.ledgerChanges, Double(statistics.changes)),
            MetricFamily(.ledgerEntries, Double(statistics.entries)),
            MetricFamily(.ledgerDropped, Double(statistics.droppedNotes)),
            MetricFamily(.ledgerRefused, Double(statistics.refusedForQueue)),
            MetricFamily(.ledgerQueue, Double(statistics.queued)),
            MetricFamily(.ledgerSequence, Double(statistics.head.sequence)),
        ]
    }

    private var upstream: [MetricFamily] {
        let conditions: [CircuitBreaker.Condition] = [.closed, .open, .halfOpen]
        return [
            MetricFamily(
                .circuit,
                SharedUpstreamGate.Circuit.allCases.flatMap { circuit in
                    let present = gate.condition(of: circuit)
                    return conditions.map {
                        MetricFamily.Sample(labels: [circuit.rawValue, $0.rawValue], value: .number($0 == present ? 1 : 0))
                    }
                })
        ]
    }

    private func alarms(_ summary: OpenSummary?, _ statistics: LedgerStatistics) -> [MetricFamily] {
        let report = alarms.report(summary, statistics, at: clock.wallNow)
        return [MetricFamily(.alarm, report.map { ($0.name, $0.stands ? 1.0 : 0) })]
    }

    private func seconds(_ time: WallTime) -> Double {
        Double(time.milliseconds) / 1_000
    }
}
