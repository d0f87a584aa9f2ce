/// A metric of the gateway's: its name, what it means, and what it is told apart by. Only these exist: whatever else a
/// library might want to count is dropped, so that nobody outside decides how much there is to keep.
struct Metric: Hashable, Sendable {
    enum Kind: Hashable, Sendable {
        case counter
        case gauge
        /// Upper bounds of the buckets, in seconds, ascending; the one without bound is added.
        case histogram(seconds: [Double])
    }

    let name: String
    /// One line for people.
    let help: String
    let kind: Kind
    /// The names of its labels.
    let labels: [String]

    init(_ name: String, _ kind: Kind, _ help: String, labels: [String] = []) {
        self.name = name
        self.help = help
        self.kind = kind
        self.labels = labels
    }
}

extension Metric {
    private static let callSeconds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60]

    // MARK: Counted as things happen

    static let calls = Metric(
        "oyd_calls_total", .counter, "Calls that have ended, refused ones included.", labels: ["method", "caller", "code"])
    static let callDuration = Metric(
        "oyd_call_duration_seconds", .histogram(seconds: callSeconds), "How long calls took, from request to answer.",
        labels: ["method"])
    static let attempts = Metric(
        "oyd_upstream_attempts_total", .counter, "Attempts at OY!, by what is known of them.", labels: ["outcome", "reason"])
    static let attemptDuration = Metric(
        "oyd_upstream_attempt_duration_seconds", .histogram(seconds: callSeconds), "How long attempts at OY! took.",
        labels: ["outcome"])
    static let strays = Metric(
        "oyd_upstream_strays_total", .counter, "Times that a connection to OY! brought bytes that nobody had asked for, and was closed.")
    static let payoutsEnded = Metric(
        "oyd_payouts_ended_total", .counter, "Payouts that have come to their end, by state and OY!'s last code.", labels: ["state", "oy_code"])
    static let payoutAlarms = Metric(
        "oyd_payout_alarms_total", .counter, "Payouts that need a person's attention, by what happened.", labels: ["alarm"])
    static let auditFailures = Metric(
        "oyd_audit_failures_total", .counter, "Entries of calls that changed something and could not be written.")
    static let connectionsRefused = Metric(
        "oyd_connections_refused_total", .counter,
        "Connections closed at once, since their caller has too many; of many in a row only the first are counted.",
        labels: ["caller"])

    static let callbacks = Metric(
        "oyd_callbacks_total", .counter, "Callbacks, by what became of them; received ones are counted beside.",
        labels: ["kind", "outcome"])
    static let callbacksRefused = Metric(
        "oyd_callbacks_refused_total", .counter, "Requests and connections that the callback listener refused, by reason.",
        labels: ["reason"])

    static let counted = [
        calls, callDuration, attempts, attemptDuration, strays, payoutsEnded, payoutAlarms, auditFailures, connectionsRefused, callbacks,
        callbacksRefused,
    ]

    // MARK: Looked up when asked for

    static let buildInfo = Metric("oyd_build_info", .gauge, "Always 1.", labels: ["version"])
    static let processStart = Metric(
        "process_start_time_seconds", .gauge, "When the daemon started, in seconds since 1970.")
    static let connections = Metric("oyd_connections", .gauge, "Connections of callers that are open.")
    static let payoutsOpen = Metric("oyd_payouts_open", .gauge, "Payouts that are not final.", labels: ["state"])
    static let oldestOpen = Metric(
        "oyd_payout_oldest_open_age_seconds", .gauge,
        "How long ago the oldest payout in a state that is not final was asked for; 0: there is none.", labels: ["state"])
    static let oldestUnknown = Metric(
        "oyd_payout_oldest_unknown_age_seconds", .gauge, "For how long a payout has been UNKNOWN, the longest of them; 0: there is none.")
    static let consumerLag = Metric(
        "oyd_event_consumer_lag", .gauge, "How many events a consumer has not acknowledged, of any kind.",
        labels: ["caller", "consumer"])
    static let callbacksPending = Metric(
        "oyd_callbacks_pending", .gauge, "Callbacks that are on disk and were neither told nor refuted yet.")
    static let oldestCallback = Metric(
        "oyd_callback_oldest_pending_age_seconds", .gauge, "How long ago the oldest of them was received; 0: there is none.")
    static let circuit = Metric(
        "oyd_circuit_state", .gauge, "1 for the state in which a circuit breaker towards OY! is.", labels: ["circuit", "state"])
    static let credentialsLoaded = Metric(
        "oyd_credentials_loaded_timestamp_seconds", .gauge, "When the credentials in force were loaded, in seconds since 1970.")
    static let configurationLoaded = Metric(
        "oyd_configuration_loaded_timestamp_seconds", .gauge, "When the configuration in force was read, in seconds since 1970.")
    static let alarm = Metric("oyd_alarm", .gauge, "1 while a person should see to it.", labels: ["alarm"])
    static let logLost = Metric("oyd_log_lines_lost_total", .counter, "Lines of the log that were lost because nobody read it.")
    static let ledgerUp = Metric("oyd_ledger_up", .gauge, "1 where the ledger was written the last time it was tried.")
    static let ledgerReadable = Metric("oyd_ledger_readable", .gauge, "1 where the ledger could be read for this answer.")
    static let ledgerTransactions = Metric(
        "oyd_ledger_commits_total", .counter, "Transactions on disk; each cost one sync, whatever it held.")
    static let ledgerChanges = Metric("oyd_ledger_changes_total", .counter, "Changes in those transactions.")
    static let ledgerEntries = Metric("oyd_ledger_entries_total", .counter, "Entries of the audit trail in those transactions.")
    static let ledgerDropped = Metric(
        "oyd_ledger_dropped_notes_total", .counter, "Entries that nobody waited for and that were not written.")
    static let ledgerRefused = Metric(
        "oyd_ledger_refused_changes_total", .counter, "Changes refused because too many waited.")
    static let ledgerQueue = Metric("oyd_ledger_queue_length", .gauge, "Changes and entries that wait or are being written.")
    static let ledgerSequence = Metric("oyd_ledger_sequence", .gauge, "Number of the last entry on disk.")
}
