import ArgumentParser
import Contract

/// Why a person decides so.
struct Reason: ParsableArguments {
    @Option(name: .long, help: ArgumentHelp("Why. The audit trail keeps it, and who asked for the payout reads it.", valueName: "text"))
    var reason: String
}

/// `oyctl payouts approve invoice-4711 --reason "checked against the invoice"`
struct ApprovePayoutCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "approve", abstract: "Lets a payout go that waits for another person (role approver).")

    @OptionGroup var options: CallOptions
    @OptionGroup var payout: PayoutName
    @OptionGroup var why: Reason

    func run() async throws {
        let (endpoint, request) = try PayoutsCommand.request(
            of: "ApprovePayout", ["partner_trx_id": payout.id, "reason": why.reason])
        try await options.call(endpoint, request)
    }
}

/// `oyctl payouts decline invoice-4711 --reason "paid in March already"`
struct DeclinePayoutCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "decline", abstract: "Ends a payout that waits for another person (role approver).")

    @OptionGroup var options: CallOptions
    @OptionGroup var payout: PayoutName
    @OptionGroup var why: Reason

    func run() async throws {
        let (endpoint, request) = try PayoutsCommand.request(
            of: "DeclinePayout", ["partner_trx_id": payout.id, "reason": why.reason])
        try await options.call(endpoint, request)
    }
}

/// `oyctl payouts cancel invoice-4711 --reason "ordered twice"`
struct CancelPayoutCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel", abstract: "Withdraws a payout of which surely nothing was sent.")

    @OptionGroup var options: CallOptions
    @OptionGroup var payout: PayoutName
    @OptionGroup var why: Reason

    func run() async throws {
        let (endpoint, request) = try PayoutsCommand.request(
            of: "CancelPayout", ["partner_trx_id": payout.id, "reason": why.reason])
        try await options.call(endpoint, request)
    }
}

/// `oyctl payouts resolve invoice-4711 paid --reason "OY! support, ticket 815"`
struct ResolvePayoutCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resolve",
        abstract: "Says what OY!'s support has said of a payout that stays UNKNOWN (role operator).",
        discussion: "resend: OY! does not have it, it is sent again. paid, not-paid: as OY! says; nothing takes it back.")

    enum Resolution: String, ExpressibleByArgument, CaseIterable {
        case resend, paid
        case notPaid = "not-paid"

        /// As the contract has it.
        fileprivate var number: Int64 {
            switch self {
            case .resend: 1
            case .paid: 2
            case .notPaid: 3
            }
        }
    }

    @OptionGroup var options: CallOptions
    @OptionGroup var payout: PayoutName

    @Argument(help: "What OY! has said.")
    var resolution: Resolution

    @OptionGroup var why: Reason

    func run() async throws {
        var (endpoint, request) = try PayoutsCommand.request(
            of: "ResolvePayout", ["partner_trx_id": payout.id, "reason": why.reason])
        request.set("resolution", to: resolution.number)
        try await options.call(endpoint, request)
    }
}
