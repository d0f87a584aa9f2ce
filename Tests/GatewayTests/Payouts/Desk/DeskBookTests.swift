@testable import Gateway
import Testing

@Suite struct DeskBookTests {
    /// After a restart nothing is in memory: a stranger's call under the name may be the first to begin a flight. The
    /// rightful caller, asking meanwhile, must not hear that the name is taken: that invites paying under another.
    @Test func rule4OnlyTheLedgerTellsWhoseNameItIs() {
        var book = DeskBook()
        var altered = PayoutIntent.sample
        altered.body = Array(#"{"amount":999}"#.utf8)
        guard case .fly = book.asked(altered, news: Once()) else { return #expect(Bool(false), "the first one flies") }
        #expect(book.asked(.sample, news: Once()) == .lookUp)
    }
}
