import Contract
import Gateway

extension AuditEntry {
    /// The entry's bytes as they are stored and hashed: one JSON object on one line. docs/audit.md lists its members.
    func json() -> [UInt8] {
        var text = JSONText(capacity: 384 + (request?.json.count ?? 0) + (answer?.json.count ?? 0))
        text.member("time", time)
        text.member("kind", kind.rawValue)
        if let caller {
            text.member("caller", object: { text in
                text.member("name", caller.name)
                text.member("uid", caller.uid)
                text.member("gid", caller.gid)
                text.member("pid", caller.pid)
                text.member("executable", caller.executable)
            })
        }
        text.member("method", method)
        text.member("payout", payout)
        text.member("from", from?.rawValue)
        text.member("to", to?.rawValue)
        if let outcome {
            text.member("outcome", object: { text in
                text.member("code", outcome.code)
                text.member("reason", outcome.reason)
            })
        }
        text.member("oy_code", oyCode)
        text.member("trx_id", trxID)
        text.member("attempts", attempts)
        text.member("duration_us", duration.map { $0.wholeNanoseconds / 1_000 })
        text.member("request", request)
        text.member("answer", answer)
        text.member("detail", detail)
        return text.closed()
    }
}
