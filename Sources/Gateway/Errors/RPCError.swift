public import Contract

/// Why a caller did not get what it asked for (docs/errors.md).
///
/// Everything in it is meant for the caller's eyes: no credentials, no value of a PERSONAL or SECRET field, nothing of
/// the inside of the gateway.
public struct RPCError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Who says so.
    public enum Domain: String, Sendable {
        case gateway = "oy-gateway"
        case oy = "oyindonesia.com"
    }

    public var code: RPCCode
    /// UPPER_SNAKE, unique within the domain.
    public var reason: String
    public var domain: Domain
    /// One sentence for a person.
    public var message: String
    /// Facts for a program: `oy_code`, `oy_message`, `partner_trx_id`, `attempts` and so on, where they apply.
    public var metadata: [String: String]
    /// All that is wrong with the request, where that is the reason.
    public var violations: [FieldViolation]
    /// When it makes sense to come again.
    public var retryDelay: Duration?

    public init(
        _ code: RPCCode, reason: String, domain: Domain = .gateway, message: String,
        metadata: [String: String] = [:], violations: [FieldViolation] = [], retryDelay: Duration? = nil
    ) {
        self.code = code
        self.reason = reason
        self.domain = domain
        self.message = message
        self.metadata = metadata
        self.violations = violations
        self.retryDelay = retryDelay
    }

    public var description: String {
        "\(code.name) \(reason): \(message)"
    }

    /// The same error with a further fact.
    public func adding(_ key: String, _ value: String) -> Self {
        var copy = self
        copy.metadata[key] = value
        return copy
    }
}
