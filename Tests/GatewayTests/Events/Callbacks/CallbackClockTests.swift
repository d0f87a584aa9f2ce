import Contract
import Testing

@testable import Gateway

/// The host's wall clock is set back or forward: no callback waits for it, and no event is lost by it.
@Suite struct CallbackClockTests: PaymentCallbackSuite {
    private static let verdict = #"{"status":{"code":"000","message":"verified"}}"#

    // MARK: Set back

    @Test("A verdict in the same words as one that was told by a clock that was ahead is another")
    func verdictAfterAStepBack() async throws {
        let room = try Room([])
        try await room.receive(.kyc, Self.verdict)
        room.clock.setBack(by: .seconds(7 * 3_600))
        try await room.receive(.kyc, Self.verdict)
        #expect(room.told.count == 2)
        room.clock.advance(by: .seconds(5))
        try await room.receive(.kyc, Self.verdict)
        #expect(room.told.count == 2, "and repeated from then on")
        room.clock.setBack(by: .milliseconds(500))
        try await room.receive(.kyc, Self.verdict)
        #expect(room.told.count == 2, "a correction is no step")
    }
}
