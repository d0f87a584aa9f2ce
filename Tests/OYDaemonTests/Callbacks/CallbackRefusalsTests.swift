import Gateway
import Testing

@testable import OYDaemon

@Suite struct CallbackRefusalsTests {
    private func at(_ milliseconds: Int64) -> MonotonicInstant { MonotonicInstant(nanoseconds: milliseconds * 1_000_000) }

    /// Attack: a stranger knocks a thousand times a second.
    @Test func refusalsAreFolded() {
        var refusals = CallbackRefusals()
        func refuse(_ reason: CallbackRefusals.Reason, _ source: String, _ milliseconds: Int64) -> CallbackRefusals.Report? {
            refusals.refused(reason, from: source, at: at(milliseconds))
        }
        #expect(refuse(.token, "1.1.1.1", 0) == .init(reason: .token, source: "1.1.1.1", more: 0))
        #expect((1...1_000).allSatisfy { refuse(.token, "2.2.2.2", $0) == nil })
        #expect(refuse(.source, "3.3.3.3", 5) != nil, "each kind is told of")
        #expect(refuse(.token, "4.4.4.4", 60_000) == .init(reason: .token, source: "4.4.4.4", more: 1_000))
        #expect(refuse(.token, "5.5.5.5", 60_001) == nil)
        let rest = [refusals.rest(), refusals.rest()]
        #expect(rest == [[.init(reason: .token, source: "5.5.5.5", more: 1)], []])
    }
}
