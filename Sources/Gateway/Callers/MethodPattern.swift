import Contract

/// Which methods a caller may use, as an operator writes it: `oy.v1.PayoutService/GetPayout`, `oy.v1.PayoutService/*`
/// or `*`.
public struct MethodPattern: Hashable, Sendable, CustomStringConvertible {
    private enum Scope: Hashable {
        case everything
        case service(String)
        case method(String)
    }

    private let scope: Scope
    public let description: String

    /// Nil for anything that is not one of the three forms.
    public init?(_ text: String) {
        description = text
        if text == "*" {
            scope = .everything
            return
        }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty, !parts[0].contains("*") else { return nil }
        if parts[1] == "*" {
            scope = .service(String(parts[0]))
        } else if parts[1].contains("*") {
            return nil
        } else {
            scope = .method(text)
        }
    }

    /// One method.
    init(of rpc: RPC) {
        description = rpc.rawValue
        scope = .method(rpc.rawValue)
    }

    /// Every method of the service that has this one.
    init(ofServiceOf rpc: RPC) {
        description = "\(rpc.service)/*"
        scope = .service(String(rpc.service))
    }

    /// Whether the method is meant.
    ///
    /// - Parameters:
    ///   - service: full name, `oy.v1.PayoutService`.
    ///   - fullName: `oy.v1.PayoutService/GetPayout`.
    public func matches(service: String, fullName: String) -> Bool {
        switch scope {
        case .everything: true
        case .service(let name): name == service
        case .method(let name): name == fullName
        }
    }
}
