public import Contract

extension Caller {
    /// Whether it may call the method.
    public func mayCall(_ endpoint: Endpoint) -> Bool {
        refusal(of: endpoint) == nil
    }

    /// Why it may not call the method; nil where it may. Deciding about payouts takes the role for it, and an auditor changes nothing,
    /// whatever is written down: that comes first, since adding the method to the list would not help.
    public func refusal(of endpoint: Endpoint) -> MethodRefusal? {
        if let needed = endpoint.neededRole, needed != role { return .takesRole(needed) }
        if role == .auditor, endpoint.changesSomething { return .auditorChangesNothing }
        return methods.contains { $0.matches(service: endpoint.service, fullName: endpoint.fullName) } ? nil : .notListed
    }
}
