/// Why a pair of credentials is refused; says nothing of the value.
public struct CredentialsError: Error, Sendable, Equatable, CustomStringConvertible {
    public enum Field: String, Sendable {
        case username
        case apiKey = "API key"
    }

    public enum Fault: String, Sendable {
        case empty = "is empty"
        case tooLong = "is too long"
        case invisibleByte = "holds a byte that is not a visible ASCII character"
    }

    public let field: Field
    public let fault: Fault

    public var description: String { "the \(field.rawValue) \(fault.rawValue)" }
}
