import Contract
import Gateway

extension CallerCheck {
    /// What is written down for a caller and refused all the same, whatever it calls by it: its role forbids it, or it takes
    /// another. And whom nothing at all is allowed.
    static func methodWarnings(_ caller: Caller, _ endpoints: EndpointTable) -> [String] {
        // Without the key they are those of the role.
        guard !caller.methods.isEmpty else { return ["caller \(caller.name): methods is empty: every call is refused"] }
        return caller.methods.compactMap { pattern in
            let meant = endpoints.all.filter { pattern.matches(service: $0.service, fullName: $0.fullName) }
            let refusals = meant.compactMap { caller.refusal(of: $0) }
            guard let why = refusals.first, refusals.count == meant.count else { return nil }
            return "caller \(caller.name): \(pattern): \(why): every such call is refused"
        }
    }
}
