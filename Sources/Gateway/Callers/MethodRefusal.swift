/// Why a caller may not use a method.
public enum MethodRefusal: Hashable, Sendable {
    /// The method takes a role that the caller does not have, whatever is written down.
    case takesRole(Role)
    /// The method may change something, and the caller is an auditor.
    case auditorChangesNothing
    /// None of the caller's methods means it.
    case notListed
}

extension MethodRefusal: CustomStringConvertible {
    /// The end of a sentence that begins with the method's name and a colon.
    public var description: String {
        switch self {
        case .takesRole(let role): "it takes the role \(role.rawValue)"
        case .auditorChangesNothing: "an auditor changes nothing"
        case .notListed: "it is not among the caller's methods"
        }
    }
}
