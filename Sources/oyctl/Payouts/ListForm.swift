import ArgumentParser

/// How a list is printed: a table for people, JSON for programs.
struct ListForm: ParsableArguments {
    @Flag(name: .long, help: "Print a table, also where standard output is no terminal.")
    var table = false

    @Flag(name: .long, help: "Print JSON, also on a terminal; --compact does too.")
    var json = false

    func validate() throws {
        guard !(table && json) else { throw ValidationError("--table and --json exclude each other") }
    }

    /// - Parameters:
    ///   - isCompact: whether `--compact` was given, which JSON alone knows.
    ///   - isTerminal: whether standard output is a terminal: then a person reads it.
    func isTable(isCompact: Bool, isTerminal: Bool = Output.isTerminal) -> Bool {
        table || (isTerminal && !json && !isCompact)
    }
}
