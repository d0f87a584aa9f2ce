/// One RPC: where it goes, how its answer is to be read, and when it may be sent again.
public final class Endpoint: Sendable {
    /// How a call runs.
    public enum Kind: Sendable {
        case unary
        case serverStreaming
    }

    /// When a call may be sent to OY! again, from `idempotency_level`.
    public enum Resend: Sendable {
        /// NO_SIDE_EFFECTS: it only reads.
        case always
        /// IDEMPOTENT: twice is as good as once.
        case idempotent
        /// Only when not a byte of it can have reached OY!.
        case onlyIfSurelyUnsent
    }

    /// What the codes in `status.code` speak of.
    public enum Vocabulary: Sendable {
        /// docs/errors.md, "What OY! says".
        case standard
        /// The state of the payout that was asked about.
        case payoutStatus
        /// A verdict on a person's data.
        case kyc
    }

    public let rpc: RPC
    /// `oy.v1.DisbursementService`
    public let service: String
    /// `Remit`
    public let method: String
    /// `oy.v1.DisbursementService/Remit`
    public let fullName: String
    public let kind: Kind
    public let resend: Resend
    /// Where it goes at OY!; nil for an RPC that the gateway answers itself.
    public let route: Route?
    public let vocabulary: Vocabulary
    public let request: MessageSchema
    public let response: MessageSchema
    /// Whether what it asks for is named by an `id` in the path, and the answer has that `id`, too: of virtual accounts.
    let answersRepeatID: Bool

    /// Whether the gateway answers it itself.
    public var isLocal: Bool { route == nil }

    init(_ row: EndpointRow, route: Route?, request: MessageSchema, response: MessageSchema) {
        rpc = row.rpc
        service = String(row.rpc.service)
        method = String(row.rpc.method)
        fullName = row.fullName
        kind = row.kind
        resend = row.resend
        vocabulary = row.vocabulary
        self.route = route
        self.request = request
        self.response = response
        let asksForID = route?.segments.contains { if case .field(let field) = $0 { field.name == "id" } else { false } } ?? false
        answersRepeatID = asksForID && response.field("id") != nil
    }
}

/// One row of the generated table.
struct EndpointRow: Sendable {
    var rpc: RPC
    var kind: Endpoint.Kind
    var resend: Endpoint.Resend
    var verb: HTTPCall.Verb?
    /// Path and query with `{field}` for values.
    var template: String?
    var vocabulary: Endpoint.Vocabulary

    var fullName: String { rpc.rawValue }

    init(
        _ rpc: RPC, kind: Endpoint.Kind, resend: Endpoint.Resend, verb: HTTPCall.Verb? = nil,
        template: String? = nil, vocabulary: Endpoint.Vocabulary = .standard
    ) {
        self.rpc = rpc
        self.kind = kind
        self.resend = resend
        self.verb = verb
        self.template = template
        self.vocabulary = vocabulary
    }
}
