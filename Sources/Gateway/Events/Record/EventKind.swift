/// What an event tells of. The raw values are those of `oy.v1.EventKind` and what the ledger stores, so they never change.
public enum EventKind: Int64, Sendable, CaseIterable {
    /// A payment into a virtual account.
    case virtualAccount = 1
    /// OY!'s verdict on a person's data.
    case kyc
    /// A bank connection.
    case pfm
    /// OY!'s report on a payout.
    case disbursement
    /// A payout of the gateway's changed its state.
    case payout

    /// The kind as an operator writes it in the configuration.
    public var word: String {
        switch self {
        case .virtualAccount: "va"
        case .kyc: "kyc"
        case .pfm: "pfm"
        case .disbursement: "disbursement"
        case .payout: "payout"
        }
    }

    public init?(word: String) {
        guard let kind = Self.allCases.first(where: { $0.word == word }) else { return nil }
        self = kind
    }

    /// Whether its events belong to the caller whose payout they are about; those of the other kinds belong to nobody, and
    /// whoever may see the kind sees them all.
    public var hasOwner: Bool {
        self == .payout || self == .disbursement
    }
}
