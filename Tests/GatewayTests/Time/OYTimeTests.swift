import Testing

@testable import Gateway

/// The five formats in which OY! writes times (in-practice.md, "Values").
@Suite struct OYTimeTests {
    @Test(arguments: [
        "2020-02-27 07:48:01", "27-02-2020 07:48:01", "2020-02-27T07:48:01", "2020-02-27T07:48:01.123",
    ])
    func `without a zone`(text: String) {
        #expect(OYTime(text) == .withoutZone(WallTime(milliseconds: 1_582_789_681_000)))
    }

    @Test(arguments: [
        "27/02/2020T07:48:01.000+0000", "27/02/2020T14:48:01.000+0700", "27/02/2020T00:18:01.000-07:30", "2020-02-27T07:48:01Z", "1582789681000",
    ])
    func `exact`(text: String) {
        #expect(OYTime(text) == .exact(WallTime(milliseconds: 1_582_789_681_000)))
    }

    @Test func `before the epoch`() {
        #expect(OYTime("1969-12-31 23:59:59") == .withoutZone(WallTime(milliseconds: -1_000)))
    }

    @Test func `without a zone, the latest moment that can be meant is half a day later`() {
        #expect(OYTime("1970-01-01 00:00:01")?.latest == WallTime(milliseconds: 43_201_000))
        #expect(OYTime("01/01/1970T00:00:01.000+0000")?.latest == WallTime(milliseconds: 1_000))
    }

    @Test(arguments: [
        "", "-1", "0", "1582789681", "2020-02-27", "2020-13-27 07:48:01", "31-02-2020 07:48:01", "27-02/2020 07:48:01",
        "2020-02-27 24:48:01", "2020-02-27 07:48:0x",
        "27/02/2020T07:48:01.000+00", "27/02/2020T07:48:01.000 0000", "27/02/2020T07:48:01.000+9900", "2020-02-27 07:48:01 WIB",
        String(repeating: "9", count: 30),
    ])
    func `none`(text: String) {
        #expect(OYTime(text) == nil)
    }
}
