import Contract
import Gateway

extension CallerCheck {
    /// What is written down for a caller and refused all the same, whatever it calls by it: its role forbids it, or it takes another.
    static func methodWarnings(_ caller: Caller, _ endpoints: EndpointTable) -> [String] {
        caller.methods.compactMap { pattern in
            let meant = endpoints.all.filter { pattern.matches(service: $0.service, fullName: $0.fullName) }
            guard let first = meant.first, !meant.contains(where: caller.mayCall) else { return nil }
            let why = role(for: first, as: caller).map { "takes the role \($0.rawValue)" } ?? "an auditor changes nothing"
            return "caller \(caller.name): \(pattern): \(why): every such call is refused"
        }
    }

    /// The role with which the caller could call it; nil where it could without any.
    private static func role(for endpoint: Endpoint, as caller: Caller) -> Role? {
        var other = caller
        other.role = nil
        if other.mayCall(endpoint) { return nil }
        return Role.allCases.first { role in
            other.role = role
            return other.mayCall(endpoint)
        }
    }
}
