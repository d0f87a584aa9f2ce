import Contract
import Testing

@testable import Gateway

@Suite struct AnswererTests {
    @Test("Each RPC has its one, and no payout goes to OY! past the payout rules", arguments: try! EndpointTable().all.map(\.fullName))
    func answerer(method: String) throws {
        let endpoint = try endpoint(method)
        let expected: Answerer =
            switch method.split(separator: "/").map(String.init) {
            case let parts where parts[0] == "oy.v1.PayoutService": .payouts
            case ["oy.v1.DisbursementService", "Remit"]: .payouts
            case ["oy.v1.DisbursementService", "GetRemitStatus"]: .payoutStatus
            case let parts where parts[0] == "oy.v1.EventService": .events
            case let parts where ["oy.v1.GatewayService", "grpc.health.v1.Health"].contains(parts[0]): .gateway
            default: .oy
            }
        #expect(Answerer(of: endpoint) == expected)
        #expect(expected != .oy || !endpoint.isLocal)
    }
}
