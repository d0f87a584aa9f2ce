/// How a call or an attempt ended. The words of each are made here, since the trail keeps them for good (docs/audit.md).
public struct AuditOutcome: Sendable, Equatable {
    /// `OK` or the code of an error, `PERMISSION_DENIED`; otherwise one of the words below, or what kind of alarm it is.
    public var code: String
    /// The error's reason, `PAYOUT_ID_REUSED`; for an attempt that was not answered, why.
    public var reason: String?

    public init(code: String, reason: String? = nil) {
        self.code = code
        self.reason = reason
    }

    // MARK: Calls, configuration and credentials

    public static let ok = Self(code: RPCCode.ok.name)

    static func failed(_ error: RPCError) -> Self { Self(code: error.code.name, reason: error.reason) }

    /// A configuration or credentials that were not taken.
    public static func notTaken(reason: String) -> Self { Self(code: "REFUSED", reason: reason) }

    // MARK: Attempts

    /// Of an attempt for a payout, or a stream, whose end has an entry of its own.
    static let begun = Self(code: "begun")

    /// - Parameter reason: why the answer was none, or a refusal; nil for OY!'s plain word.
    static func answered(reason: String? = nil) -> Self { Self(code: "answered", reason: reason) }

    static func unsent(_ failure: AttemptFailure) -> Self { Self(code: "unsent", reason: failure.reason.rawValue) }

    /// - Parameter reason: why nothing is known of what OY! did.
    static func unknown(_ reason: String) -> Self { Self(code: "unknown", reason: reason) }

    // MARK: Callbacks

    static let received = Self(code: "received")

    /// Payments were found that no callback told of.
    static let found = Self(code: "found")

    /// OY!'s books have something that can't be a payment.
    static let impossible = Self(code: "impossible")

    /// It was not taken in.
    public static func refused(reason: String) -> Self { Self(code: "refused", reason: reason) }

    /// What OY!'s books made of it.
    static func callback(_ conclusion: CallbackConclusion) -> Self {
        Self(code: conclusion == .told ? "verified" : conclusion.word)
    }
}
