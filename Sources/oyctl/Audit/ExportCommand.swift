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

    @OptionGroup var range: EntryRange

    func run() throws {
        try LedgerExport.export(path: path, from: range.from, to: range.to) { piece in
            try Output.write(Array(piece))
        }
    }
}
