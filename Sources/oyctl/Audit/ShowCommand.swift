import ArgumentParser
import Foundation
import Ledger

/// `oyctl audit show LEDGER`
struct ShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Prints the entries for people, one a line.",
        discussion: """
            It reads and does not verify: that is what `oyctl audit verify` is for. OK in a call's line is the status of the RPC: it was \
            answered. Only the state COMPLETED means that a payout was paid.

            Exit status: 0 entries were shown; 1 none matches, or the ledger cannot be read.
            """)

    @Argument(help: ArgumentHelp("The ledger's file.", valueName: "ledger"), completion: .file())
    var path: String

    @OptionGroup var filter: AuditFilter

    @OptionGroup var range: EntryRange

    func run() throws {
        var isShown = false
        try LedgerExport.export(path: path, from: range.from, to: range.to) { piece in
            let lines = piece.split(separator: UInt8(ascii: "\n")).map { AuditLine(Data($0)) }.filter(filter.matches)
            guard !lines.isEmpty else { return }
            // A piece at a time: a ledger has millions of entries.
            try Output.line(lines.map(\.text).joined(separator: "\n"))
            isShown = true
        }
        guard isShown else {
            Output.complain("No entry of the ledger matches.\n")
            throw ExitCode.failure
        }
    }
}
