import Testing

@testable import Gateway

/// The way through OY!'s list of accounts.
@Suite struct AccountWalksTests {
    private func callback(_ id: Int64, received: Double = 1) -> PendingCallback {
        PendingCallback(
            id: id, kind: .virtualAccount, facts: "{}", times: 1, timesOpen: 1, receivedAt: second(received), looks: 0,
            lookUntil: second(received + 900))
    }

    /// Where the callback's look goes on; nil where it waits.
    private func begin(_ walks: inout AccountWalks, _ callback: PendingCallback) -> Int64? {
        walks.begin(for: callback)?.offset
    }

    private func pause(_ walks: inout AccountWalks, _ callback: PendingCallback, at offset: Int64) {
        guard var walk = walks.begin(for: callback) else {
            Issue.record("too many are under way")
            return
        }
        walk.offset = offset
        walks.pause(walk, for: callback)
    }

    @Test func `it goes on where it stopped, for the callback that it was begun for and no other`() {
        var walks = AccountWalks()
        pause(&walks, callback(1), at: 300)
        #expect(walks.isUnderWay(for: callback(1)) && !walks.isUnderWay(for: callback(2)))
        let (other, own) = (begin(&walks, callback(2)), begin(&walks, callback(1)))
        #expect(other == 0)
        #expect(own == 300)
    }

    @Test func `the same words, received anew, begin at the beginning`() {
        var walks = AccountWalks()
        pause(&walks, callback(1), at: 300)
        let again = callback(1, received: 2)
        #expect(!walks.isUnderWay(for: again))
        let offset = begin(&walks, again)
        #expect(offset == 0)
    }

    @Test func `nothing is left of what is over`() {
        var walks = AccountWalks()
        pause(&walks, callback(1), at: 300)
        walks.forget(callback(1))
        #expect(!walks.isUnderWay(for: callback(1)))
        _ = begin(&walks, callback(2))
        walks.end(for: callback(2))
        #expect(!walks.isUnderWay(for: callback(2)))
    }

    @Test func `two at a time; a third waits, and is remembered`() {
        var walks = AccountWalks()
        let taken = (1...3).map { begin(&walks, callback($0)) }
        #expect(taken == [0, 0, nil])
        #expect(walks.isUnderWay(for: callback(3)))
        walks.end(for: callback(1))
        let next = [begin(&walks, callback(3)), begin(&walks, callback(1))]
        #expect(next == [0, nil])
    }

    @Test func `at the bound the one that has come least far begins anew, and no other`() {
        var walks = AccountWalks()
        for id in 1...Int64(EventLimits.walks) { pause(&walks, callback(id), at: id * 100) }
        pause(&walks, callback(5_000), at: 100)
        #expect(!walks.isUnderWay(for: callback(1)))
        #expect((2...Int64(EventLimits.walks)).allSatisfy { walks.isUnderWay(for: callback($0)) })
    }
}
