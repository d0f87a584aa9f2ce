import ArgumentParser

/// Why a person decides so.
struct Reason: ParsableArguments {
    @Option(name: .long, help: ArgumentHelp("Why. The audit trail keeps it, and who asked for the payout reads it.", valueName: "text"))
    var reason: String

    func validate() throws {
        guard reason.contains(where: { !$0.isWhitespace }) else { throw ValidationError("--reason must say something") }
    }
}
