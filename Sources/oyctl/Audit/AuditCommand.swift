import ArgumentParser

/// `oyctl audit …`: what an auditor does with a ledger's file, beside a running daemon or with a copy elsewhere.
struct AuditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "Verifies, shows and exports the audit trail of a ledger's file.",
        subcommands: [VerifyCommand.self, ShowCommand.self, ExportCommand.self])
}
