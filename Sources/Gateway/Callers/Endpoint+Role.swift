import Contract

extension Endpoint {
    /// The role that a call takes, whatever is written down; nil where it takes none.
    var neededRole: Role? {
        switch rpc {
        case .resolvePayout: .operator
        case .approvePayout, .declinePayout: .approver
        default: nil
        }
    }
}
