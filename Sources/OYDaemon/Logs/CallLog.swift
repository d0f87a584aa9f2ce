import Contract
import Gateway
import Logging

/// Writes a line for each call that has ended: who, what, how it ended, never what was in it.
struct CallLog: CallObserver {
    let logger: Logger
    /// As the logger writes.
    let format: Configuration.Log.Format
    var output = LogOutput.standard

    func callEnded(_ record: CallRecord) {
        let level = Self.level(of: record)
        guard level >= logger.logLevel, !record.isFolded else { return }
        // Not by the logger, whose dictionary of facts costs more than all the rest; but as it would write them, in the
        // order of their names.
        var line = LogLine(format, level, "Call ended", at: SystemTimekeeper().wallNow)
        line.add("attempts", String(record.attempts))
        line.add("caller", record.callerName)
        line.add("code", record.code.name)
        line.add("field", record.error?.violations.first?.field)
        // The configuration goes by these, and has nobody for them.
        if record.caller == nil { line.add("gid", String(record.peer.gid)) }
        line.add("method", record.method)
        line.add("milliseconds", String(record.duration.wholeMilliseconds))
        line.add("oy_code", record.oyCode)
        line.add("partner_trx_id", record.partnerTrxID)
        line.add("pid", String(record.peer.pid))
        if record.caller == nil { line.add("program", record.peer.executable ?? "unknown") }
        line.add("reason", record.error?.reason)
        line.add("state", record.payoutState?.rawValue)
        line.add("uid", String(record.peer.uid))
        if level == .info { output.add(line) } else { output.write(line) }
    }

    func auditFailed(_ record: CallRecord, _ error: LedgerError) {
        logger.critical(
            "The entry of a call's end could not be written",
            metadata: ["method": "\(record.method)", "caller": "\(record.callerName)", "cause": "\(error)"])
    }

    func connectionRefused(_ peer: Peer, caller: String?) {
        logger.warning(
            "A connection was closed: its peer has as many as it may",
            metadata: ["caller": "\(caller ?? "unknown")", "uid": "\(peer.uid)", "pid": "\(peer.pid)"])
    }

    /// What only the caller can mend is a warning; what the operator should know of is an error.
    private static func level(of record: CallRecord) -> Logger.Level {
        switch record.code {
        case .ok: .info
        case .unavailable, .unknown, .aborted, .internal, .dataLoss: .error
        default: .warning
        }
    }
}
