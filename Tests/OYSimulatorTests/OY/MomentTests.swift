import Testing

@testable import OYSimulator

/// Times, against known ones.
@Suite struct MomentTests {
    @Test func formats() {
        // 2020-02-27 00:48:01 UTC
        let moment = Moment(epochMilliseconds: 1_582_764_481_000)
        #expect(moment.dayFirst == "27-02-2020 07:48:01")
        #expect(moment.yearFirst == "2020-02-27 07:48:01")
        #expect(moment.clock == "00:48:01")
        // The day changes seven hours before UTC's does.
        #expect(Moment(epochMilliseconds: 1_583_020_800_000 - 6 * 3_600_000).yearFirst.hasPrefix("2020-03-01"))
    }
}
