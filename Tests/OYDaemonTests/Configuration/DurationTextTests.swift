@testable import OYDaemon
import Testing

@Suite struct DurationTextTests {
    @Test(arguments: [("250ms", 250), ("30s", 30_000), ("15m", 900_000), ("2h", 7_200_000), ("7d", 604_800_000)])
    func `times with their unit`(text: String, milliseconds: Int) {
        #expect(Duration(text: text) == .milliseconds(milliseconds))
    }

    @Test(arguments: ["", "30", "s", "-1s", "+1s", "1.5s", "1 s", "1S", "٣s", "9999999999s"])
    func `anything else is no time`(text: String) {
        #expect(Duration(text: text) == nil)
    }

    @Test(arguments: ["0ms", "250ms", "1500ms", "30s", "90s", "15m", "2h", "25h", "7d"])
    func `is written as it is read`(text: String) {
        #expect(Duration(text: text)?.text == text)
    }
}
