import ArgumentParser
import Contract
import Foundation
import Ledger

/// `oyctl audit show LEDGER`
struct ShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Prints the entries for people, one a line.")

    @Argument(help: ArgumentHelp("The ledger's file.", valueName: "ledger"))
    var path: String

    @Option(name: .long, help: "Only what happened to this payout.")
    var payout: String?

    @Option(name: .long, help: "Number of the first entry.")
    var from: Int64 = 1

    func validate() throws {
        guard from >= 1 else { throw ValidationError("--from must be at least 1") }
    }

    func run() throws {
        var isShown = false
        try LedgerExport.export(path: path, from: from) { piece in
            let lines = piece.split(separator: UInt8(ascii: "\n")).map { AuditLine(Data($0)) }
                .filter { payout == nil || payout == $0.payout }
            guard !lines.isEmpty else { return }
            // A piece at a time: a ledger has millions of entries.
            try Output.line(lines.map(\.text).joined(separator: "\n"))
            isShown = true
        }
        guard isShown || payout == nil else { throw CleanExit.message("Nothing in it is about that payout.") }
    }
}

/// One entry of the audit trail, for people.
struct AuditLine {
    let payout: String?
    let text: String

    /// - Parameter json: a line of the export.
    init(_ json: Data) {
        guard let line = try? JSONSerialization.jsonObject(with: json) as? [String: Any],
            let sequence = line["seq"] as? Int, let entry = line["entry"] as? [String: Any]
        else {
            payout = nil
            text = "unreadable: \(String(decoding: json, as: UTF8.self).visible)"
            return
        }
        payout = entry["payout"] as? String  // Compared, and shown only through `facts`.
        let number = String(repeating: " ", count: max(0, 6 - String(sequence).count)) + String(sequence)
        let kind = (entry["kind"] as? String ?? "?").padding(toLength: 13, withPad: " ", startingAt: 0)
        text = "\(number)  \(entry["time"] as? String ?? "?")  \(kind)  \(Self.facts(entry).joined(separator: "  "))".visible
    }

    /// A caller's name; a peer that the configuration does not know has a uid only.
    private static func name(_ caller: [String: Any]) -> String? {
        caller["name"] as? String ?? (caller["uid"] as? Int).map { "uid \($0)" }
    }

    /// What was asked to be paid, and to whom; the account as the entry has it, masked.
    private static func money(_ request: [String: Any]) -> String? {
        guard let amount = request["amount"] as? Int, let bank = request["recipient_bank"] as? String else { return nil }
        let account = (request["recipient_account"] as? [String: Any])?["masked"] as? String
        return "Rp \(amount) to \([bank, account].compactMap(\.self).joined(separator: " "))"
    }

    private static func facts(_ entry: [String: Any]) -> [String] {
        let outcome = entry["outcome"] as? [String: Any]
        let ended = [outcome?["code"] as? String, outcome?["reason"] as? String].compactMap(\.self)
        return [
            (entry["caller"] as? [String: Any]).flatMap(Self.name),
            entry["method"] as? String,
            (entry["payout"] as? String).map { "payout \($0)" },
            (entry["to"] as? String).map { "\(entry["from"] as? String ?? "new") → \($0)" },
            (entry["request"] as? [String: Any]).flatMap(Self.money),
            ended.isEmpty ? nil : ended.joined(separator: " "),
            (entry["answer"] as? [String: Any]).flatMap { $0["state"] as? String },
            (entry["oy_code"] as? String).map { "OY! \($0)" },
            (entry["trx_id"] as? String).map { "trx_id \($0)" },
            entry["detail"] as? String,
        ].compactMap(\.self)
    }
}
