import Contract
import Foundation
import Gateway

/// One entry of the audit trail, for people.
struct AuditLine {
    /// What is selected by. Nil: the entry does not say, or not in a form that can be read. Compared, and shown only through `text`.
    private let written: String?
    let kind: String?
    let caller: String?
    let payout: String?
    /// Whether it is an entry as the gateway writes them.
    let isReadable: Bool
    let text: String

    /// Read only where it is asked for: a ledger has millions of entries.
    var time: WallTime? { written.flatMap { WallTime(rfc3339: $0) } }

    /// - Parameter json: a line of the export.
    init(_ json: Data) {
        guard let line = try? JSONSerialization.jsonObject(with: json) as? [String: Any],
            let sequence = line["seq"] as? Int, let entry = line["entry"] as? [String: Any]
        else {
            (written, kind, caller, payout, isReadable) = (nil, nil, nil, nil, false)
            text = "unreadable: \(String(decoding: json, as: UTF8.self).visible)"
            return
        }
        isReadable = true
        written = entry["time"] as? String
        kind = entry["kind"] as? String
        caller = (entry["caller"] as? [String: Any]).flatMap(Self.name)
        payout = entry["payout"] as? String
        let number = String(repeating: " ", count: max(0, 6 - String(sequence).count)) + String(sequence)
        let paddedKind = (kind ?? "?").padding(toLength: 13, withPad: " ", startingAt: 0)
        text = "\(number)  \(written ?? "?")  \(paddedKind)  \(Self.facts(entry).joined(separator: "  "))".visible
    }

    /// A caller's name; a peer that the configuration does not know has a uid only.
    private static func name(_ caller: [String: Any]) -> String? {
        caller["name"] as? String ?? (caller["uid"] as? Int).map { "uid \($0)" }
    }

    /// What was asked to be paid, and to whom; the account as the entry has it, masked.
    private static func money(_ request: [String: Any]) -> String? {
        guard let amount = request["amount"] as? Int, let bank = request["recipient_bank"] as? String else { return nil }
        let account = (request["recipient_account"] as? [String: Any])?["masked"] as? String
        return "\(Rupiah.text(Int128(amount))) to \(Recipient.text([bank, account].compactMap(\.self)))"
    }

    /// What OY!'s callback says came into a virtual account; the number as the entry has it, masked. What is false is not in an entry.
    private static func payment(_ callback: [String: Any]) -> String? {
        guard let amount = callback["amount"] as? Int else { return nil }
        let number = (callback["va_number"] as? [String: Any])?["masked"] as? String
        let end = callback["success"] as? Bool == true ? "" : ", failed"
        return "\(Rupiah.text(Int128(amount)))\(number.map { " into \(Recipient.text([$0]))" } ?? "")\(end)"
    }

    private static func facts(_ entry: [String: Any]) -> [String] {
        let outcome = entry["outcome"] as? [String: Any]
        let ended = [outcome?["code"] as? String, outcome?["reason"] as? String].compactMap(\.self)
        let isPayment = entry["method"] as? String == "callbacks/\(CallbackKind.virtualAccount.rawValue)"
        return [
            (entry["caller"] as? [String: Any]).flatMap(name),
            entry["method"] as? String,
            (entry["payout"] as? String).map { "payout \($0)" },
            (entry["to"] as? String).map { "\(entry["from"] as? String ?? "new") → \($0)" },
            (entry["request"] as? [String: Any]).flatMap(isPayment ? payment : money),
            ended.isEmpty ? nil : ended.joined(separator: " "),
            (entry["answer"] as? [String: Any]).flatMap { ($0["payout"] as? [String: Any] ?? $0)["state"] as? String },
            (entry["oy_code"] as? String).map { "OY! \($0)" },
            (entry["trx_id"] as? String).map { "trx_id \($0)" },
            entry["detail"] as? String,
        ].compactMap(\.self)
    }
}
