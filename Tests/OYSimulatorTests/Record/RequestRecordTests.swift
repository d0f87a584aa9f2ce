import Testing

@testable import OYSimulator

/// The record stays within its limits, and its numbers go on.
@Suite struct RequestRecordTests {
    private func entry(_ body: String = "") -> RequestRecord.Entry {
        RequestRecord.Entry(
            time: Moment(epochMilliseconds: 0), method: "GET", target: "/", headers: [], keyOK: true, keyElsewhere: false,
            body: body, bodyBytes: body.utf8.count, isComplete: true)
    }

    @Test func theOldestIsDroppedFirst() {
        let record = RequestRecord()
        for _ in 0..<Limits.recordedRequests + 5 { _ = record.append(entry()) }
        let (next, entries) = record.entries(after: 0)
        #expect(entries.count == Limits.recordedRequests)
        #expect(entries.first?.number == 6)
        #expect(next == Limits.recordedRequests + 5)
        record.update(1) { $0.status = 500 }
        record.update(6) { $0.status = 200 }
        #expect(record.entries(after: 0, limit: 1).entries.first?.status == 200)
    }

    @Test func largeOnesAreDroppedByTheirBytes() {
        let record = RequestRecord()
        let body = String(repeating: "x", count: Limits.recordedBodyBytes)
        for _ in 0..<2 * Limits.recordedBytes / Limits.recordedBodyBytes { _ = record.append(entry(body)) }
        let kept = record.entries(after: 0).entries
        #expect(kept.count < Limits.recordedBytes / Limits.recordedBodyBytes)
        #expect(kept.count > Limits.recordedBytes / Limits.recordedBodyBytes / 2)
    }

    @Test func pagesGoOnFromNext() {
        let record = RequestRecord()
        for _ in 0..<5 { _ = record.append(entry()) }
        let first = record.entries(after: 0, limit: 2)
        #expect(first.entries.map(\.number) == [1, 2])
        #expect(record.entries(after: first.next).entries.map(\.number) == [3, 4, 5])
        #expect(record.entries(after: 5).entries.isEmpty)
        record.clear()
        #expect(record.append(entry()) == 6)
        #expect(record.entries(after: 5).entries.map(\.number) == [6])
    }
}
