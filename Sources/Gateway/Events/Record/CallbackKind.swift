/// The callbacks that OY! sends. The raw value is the last segment of where it sends them.
public enum CallbackKind: String, Sendable, CaseIterable {
    case virtualAccount = "va"
    case kyc
    case pfm
    case disbursement

    public var eventKind: EventKind {
        switch self {
        case .virtualAccount: .virtualAccount
        case .kyc: .kyc
        case .pfm: .pfm
        case .disbursement: .disbursement
        }
    }
}
