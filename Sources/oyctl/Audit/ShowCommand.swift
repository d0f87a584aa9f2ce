import ArgumentParser
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
        try LedgerExport.export(path: path, from: from) { piece in
            for line in piece.split(separator: UInt8(ascii: "\n")) {
                guard let entry = AuditLine(Data(line)), payout == nil || payout == entry.payout else { continue }
                print(entry.text)
            }
        }
    }
}

/// One entry of the audit trail, for people.
struct AuditLine {
    let payout: String?
    let text: String

    /// - Parameter json: a line of the export.
    init?(_ json: Data) {
        guard let line = try? JSONSerialization.jsonObject(with: json) as? [String: Any],
            let sequence = line["seq"] as? Int, let entry = line["entry"] as? [String: Any]
        else { return nil }
        payout = entry["payout"] as? String  // Compared, and shown only through `facts`.
        let number = String(repeating: " ", count: max(0, 6 - String(sequence).count)) + String(sequence)
        let kind = (entry["kind"] as? String ?? "?").padding(toLength: 10, withPad: " ", startingAt: 0)
        text = "\(number)  \(entry["time"] as? String ?? "?")  \(kind)  \(Self.facts(entry).joined(separator: "  "))"
    }

    private static func facts(_ entry: [String: Any]) -> [String] {
        let outcome = entry["outcome"] as? [String: Any]
        let ended = [outcome?["code"] as? String, outcome?["reason"] as? String].compactMap(\.self)
        return [
            ((entry["caller"] as? [String: Any])?["name"] as? String),
            entry["method"] as? String,
            (entry["payout"] as? String).map { "payout \($0)" },
            (entry["to"] as? String).map { "\(entry["from"] as? String ?? "new") → \($0)" },
            ended.isEmpty ? nil : ended.joined(separator: " "),
            (entry["oy_code"] as? String).map { "OY! \($0)" },
            entry["detail"] as? String,
        ].compactMap { $0.map(ErrorReport.harmless) }
    }
}
