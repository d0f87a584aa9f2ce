import ArgumentParser

/// Which entries of a ledger are read.
struct EntryRange: ParsableArguments {
    @Option(name: .long, help: ArgumentHelp("Number of the first entry.", valueName: "number"))
    var from: Int64 = 1

    @Option(name: .long, help: ArgumentHelp("Number of the last entry. (default: all that are there)", valueName: "number"))
    var to: Int64?

    func validate() throws {
        guard from >= 1, to ?? from >= from else { throw ValidationError("--from must be at least 1, and --to not below it") }
    }
}
