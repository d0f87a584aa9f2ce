/// What a person's place in the company allows beyond the methods that are written down for him.
public enum Role: String, Sendable, CaseIterable {
    /// Sees everybody's payouts and changes nothing, whatever its methods say.
    case auditor
    /// Sees everybody's payouts and decides about those that are stuck.
    case `operator`
    /// Sees everybody's payouts and approves or declines those that others ask for and that wait for a second person.
    case approver

    /// The methods of a caller with this role for whom none are written down.
    var methods: [MethodPattern] {
        let names =
            switch self {
            case .auditor: ["GetPayout", "ListPayouts", "WaitPayout"]
            case .operator: ["GetPayout", "ListPayouts", "WaitPayout", "CancelPayout", "ResolvePayout"]
            case .approver: ["GetPayout", "ListPayouts", "WaitPayout", "ApprovePayout", "DeclinePayout"]
            }
        // Who looks into payouts asks OY! about them, too, and what there is to pay them with: after a ledger was restored that comes first.
        let others = [
            "oy.v1.DisbursementService/GetRemitStatus", "oy.v1.DisbursementService/GetBalance", "oy.v1.GatewayService/*",
            "grpc.health.v1.Health/*",
        ]
        return (names.map { "oy.v1.PayoutService/\($0)" } + others).compactMap(MethodPattern.init)
    }
}
