import ArgumentParser

/// The payout that a command is about.
struct PayoutName: ParsableArguments {
    @Argument(help: ArgumentHelp("The payout's partner_trx_id.", valueName: "id"))
    var id: String
}
