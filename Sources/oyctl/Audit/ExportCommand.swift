import ArgumentParser
import Ledger

/// `oyctl audit export --json LEDGER`
struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Prints the entries, one JSON object a line, with number and hash.")

    @Argument(help: ArgumentHelp("The ledger's file.", valueName: "ledger"), completion: .file())
    var path: String

    @Flag(name: .long, help: "As JSON lines; there is no other form.")
    var json = false

    @Option(name: .long, help: "Number of the first entry.")
    var from: Int64 = 1

    @Option(name: .long, help: "Number of the last entry. (default: all that are there)")
    var to: Int64?

    func validate() throws {
        guard from >= 1, to ?? from >= from else { throw ValidationError("--from must be at least 1, and --to not below it") }
    }

    func run() throws {
        try LedgerExport.export(path: path, from: from, to: to) { piece in
            try Output.write(Array(piece))
        }
    }
}
