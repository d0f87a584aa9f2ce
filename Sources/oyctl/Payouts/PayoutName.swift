import ArgumentParser

/// The payout that a command is about.
struct PayoutName: ParsableArguments {
    // Nothing is proposed for it, which must be said: for fish the parser counts only arguments for which something is, and would propose what
    // comes second in the place of the first.
    @Argument(help: ArgumentHelp("The payout's partner_trx_id.", valueName: "id"), completion: .list([]))
    var id: String
}
