import Testing

@testable import Gateway

/// A peer that is only ever refused must not grow the ledger without bound.
@Suite struct RefusalLimiterTests {
    private func at(_ seconds: Int64) -> MonotonicInstant {
        MonotonicInstant(nanoseconds: seconds * 1_000_000_000)
    }

    private func entry(_ method: String, at seconds: Double = 0, uid: UInt32 = 7) -> AuditEntry {
        AuditEntry(
            time: second(seconds), kind: .refusal,
            caller: AuditCaller(name: nil, uid: uid, gid: 1, pid: 2, executable: nil), method: method,
            outcome: AuditOutcome(code: "PERMISSION_DENIED", reason: "CALLER_UNKNOWN"))
    }

    @Test("The first ones are written one by one, the rest as a number once there is room")
    func folding() throws {
        var meter = RefusalLimiter()
        for number in 0..<100 { #expect(meter.refused(entry("\(number)"), uid: 7, at: at(0)) == true) }
        for number in 100..<150 { #expect(meter.refused(entry("\(number)", at: Double(number)), uid: 7, at: at(0)) == false) }
        #expect(meter.due(at: at(9)).isEmpty)
        let folded = try #require(meter.due(at: at(10)).first)
        #expect(folded.count == 50)
        let written = folded.entry(at: second(200))
        #expect(written.time == second(200))
        #expect(written.kind == .refusal)
        #expect(written.caller?.uid == 7)
        #expect(written.method == "149")
        #expect(written.outcome == AuditOutcome(code: "PERMISSION_DENIED", reason: "CALLER_UNKNOWN"))
        #expect(written.detail == "50 refusals since \(second(100).rfc3339), of which this is the last")
        #expect(meter.due(at: at(1000)).isEmpty, "a number is written once")
    }

    @Test("A single one that had to wait is written as it was")
    func one() {
        var meter = RefusalLimiter()
        for _ in 0..<100 { _ = meter.refused(entry("A"), uid: 7, at: at(0)) }
        _ = meter.refused(entry("B", at: 3), uid: 7, at: at(0))
        #expect(meter.due(at: at(10)).map { $0.entry(at: second(10)) } == [entry("B", at: 3)])
    }

    @Test("What was counted comes before what comes later")
    func order() {
        var meter = RefusalLimiter()
        for _ in 0..<101 { _ = meter.refused(entry("A"), uid: 7, at: at(0)) }
        // There is a token again, but the hundred-and-first is not written yet.
        #expect(meter.refused(entry("B"), uid: 7, at: at(10)) == false)
        #expect(meter.due(at: at(10)).map(\.count) == [2])
    }

    @Test("A day of refusals, a thousand a second, is a bounded number of entries, and none is lost from the count")
    func aDay() {
        var meter = RefusalLimiter()
        var written = 0
        var counted = 0
        for second in 0..<Int64(86_400) {
            for _ in 0..<10 where meter.refused(entry("A"), uid: 7, at: at(second)) { written += 1; counted += 1 }
            guard second % 10 == 0 else { continue }
            for folded in meter.due(at: at(second)) { written += 1; counted += folded.count }
        }
        counted += meter.due(at: at(86_400), isEnding: true).reduce(0) { $0 + $1.count }
        #expect(counted == 864_000)
        #expect(written <= 100 + 8_640, "\(written)")
    }

    @Test("One uid's flood leaves another's refusals alone")
    func apart() {
        var meter = RefusalLimiter()
        for _ in 0..<1000 { _ = meter.refused(entry("A"), uid: 7, at: at(0)) }
        #expect(meter.refused(entry("B", uid: 8), uid: 8, at: at(0)) == true)
    }

    @Test("Many uids share one account in the end, and quiet ones are forgotten")
    func manyUIDs() {
        var meter = RefusalLimiter()
        var written = 0
        for uid in 0..<UInt32(100_000) where meter.refused(entry("A", uid: uid), uid: uid, at: at(0)) { written += 1 }
        #expect(written == Limits.refusalUIDs + 100)
        _ = meter.due(at: at(100_000))
        #expect(meter.refused(entry("A", uid: 99_999), uid: 99_999, at: at(100_000)) == true)
        #expect(meter.due(at: at(100_000), isEnding: true).isEmpty)
    }
}
