import Contract

/// Whose payouts a list is of, where it would be taken for another: a caller without a role is shown its own only, and a name that is
/// misspelt has none.
enum PayoutScope: Equatable {
    /// All that were asked for.
    case all
    /// Those of this caller, which has no role.
    case own(String)
    /// All or its own: the caller may not ask whether it has a role.
    case untold
    /// There are none of a caller with this name, on any day and in any state.
    case nobodys(String)

    /// - Parameter who: an `oy.v1.WhoAmIResponse`; nil where the caller may not ask.
    init(_ who: Message?) {
        guard let who else {
            self = .untold
            return
        }
        self = who.string("role").isEmpty ? .own(who.string("name")) : .all
    }

    /// - Throws: `ExitCode` 1, with the reason on standard error, where the gateway does not say.
    static func ask(_ selection: PayoutSelection, _ connection: ConnectionOptions) async throws -> PayoutScope {
        try await connection.connected { client in
            guard !selection.caller.isEmpty else {
                return Self(try await connection.answer(try EndpointTable()[.whoAmI], on: client))
            }
            var (endpoint, request) = try PayoutsCommand.request(of: .listPayouts, ["caller": selection.caller])
            request.set("page_size", to: 1)
            let any = try await connection.answer(endpoint, request.encode(), on: client)
            return any?.messages("payouts").isEmpty == true ? .nobodys(selection.caller) : .all
        }
    }

    /// A line for standard error; empty where there is nothing to say.
    var note: String {
        switch self {
        case .all: ""
        case .own(let name): "Only payouts of \(name.escaped) were looked at: a caller without a role sees no others.\n"
        case .untold: "Unless the caller has a role, only its own payouts were looked at. (WhoAmI tells, which it may not call.)\n"
        case .nobodys(let name): "There is no payout of a caller named \(name.escaped), of whatever day and in whatever state.\n"
        }
    }
}
