import ArgumentParser
import Contract

/// `oyctl payouts resolve invoice-4711 paid --reason "OY! support, ticket 815"`
struct ResolvePayoutCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resolve",
        abstract: "Records what OY!'s support said about a payout that stays UNKNOWN or IN_PROGRESS (role operator).",
        discussion: """
            resend: OY! does not have it, it is sent again. paid, not-paid: as OY! says; nothing takes it back. resend and not-paid wait \
            until the last attempt has settled.
            """)

    enum Resolution: String, ExpressibleByArgument, CaseIterable {
        case resend, paid
        case notPaid = "not-paid"

        /// Takes the contract's own names, too: `NOT_PAID`, and `not_paid` as the gateway's answers have it.
        init?(argument: String) {
            self.init(rawValue: argument.lowercased().replacing("_", with: "-"))
        }

        /// Its name in the contract.
        fileprivate var name: String { rawValue.uppercased().replacing("-", with: "_") }
    }

    @OptionGroup var options: CallOptions
    @OptionGroup var payout: PayoutName

    @Argument(help: "What OY! has said.")
    var resolution: Resolution

    @OptionGroup var why: Reason

    func run() async throws {
        var (endpoint, request) = try PayoutsCommand.request(
            of: .resolvePayout, ["partner_trx_id": payout.id, "reason": why.reason])
        guard let number = endpoint.request.field("resolution")?.enumeration?.number(of: resolution.name) else {
            throw ValidationError("the contract has no resolution \(resolution.name)")
        }
        request.set("resolution", to: Int64(number))
        try await options.call(endpoint, request)
    }
}
