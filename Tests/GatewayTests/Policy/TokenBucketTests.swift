import Testing

@testable import Gateway

@Suite struct TokenBucketTests {
    private func at(_ milliseconds: Int64) -> MonotonicInstant {
        MonotonicInstant(nanoseconds: milliseconds * 1_000_000)
    }

    @Test("A full bucket gives its burst at once, then one each interval, and says when")
    func rate() {
        let rate = Rate(50, per: .seconds(1), burst: 3)
        var bucket = TokenBucket()
        for _ in 0..<3 { #expect(bucket.take(of: rate, at: at(1000)) == nil) }
        #expect(bucket.take(of: rate, at: at(1000)) == .milliseconds(20))
        #expect(bucket.take(of: rate, at: at(1013)) == .milliseconds(7))
        #expect(bucket.take(of: rate, at: at(1020)) == nil)
        #expect(bucket.take(of: rate, at: at(1020)) == .milliseconds(20))
    }

    @Test("Asking in vain costs nothing")
    func refusalsAreFree() {
        let rate = Rate(1, per: .seconds(1))
        var bucket = TokenBucket()
        #expect(bucket.take(of: rate, at: at(0)) == nil)
        for _ in 0..<1000 { #expect(bucket.take(of: rate, at: at(500)) == .milliseconds(500)) }
        #expect(bucket.take(of: rate, at: at(1000)) == nil)
    }

    @Test("It fills up to its burst and no further, however long nobody asks")
    func saving() {
        let rate = Rate(10, per: .seconds(1))
        var bucket = TokenBucket()
        #expect(bucket.take(of: rate, at: at(0)) == nil)
        #expect(!bucket.isFull(at: at(99)))
        #expect(bucket.isFull(at: at(100)))
        let later = at(1_000_000_000)
        #expect((0..<20).filter { _ in bucket.take(of: rate, at: later) == nil }.count == 10)
    }

    @Test("Over any time no more is given than the burst and what the time brings")
    func bound() {
        let rate = Rate(7, per: .seconds(1), burst: 5)
        var bucket = TokenBucket()
        let given = (0..<10_000).filter { bucket.take(of: rate, at: at(Int64($0))) == nil }.count
        // Ten seconds at seven a second.
        #expect((74...75).contains(given), "\(given)")
    }

    @Test("A rate that is configured faster holds at once, not when the slow one would have allowed the next")
    func fasterRate() {
        var bucket = TokenBucket()
        let slow = Rate(1, per: .seconds(3600), burst: 60)
        for _ in 0..<60 { #expect(bucket.take(of: slow, at: at(0)) == nil) }
        let fast = Rate(10, per: .seconds(1))
        #expect(bucket.take(of: fast, at: at(1)) == .milliseconds(100))
        #expect(bucket.take(of: fast, at: at(101)) == nil)
    }

    @Test("A clock that goes back gives nothing")
    func setBack() {
        let rate = Rate(2, per: .seconds(1))
        var bucket = TokenBucket()
        for _ in 0..<2 { #expect(bucket.take(of: rate, at: at(1_000_000)) == nil) }
        #expect(bucket.take(of: rate, at: at(0)) != nil)
    }

    @Test("The ends of time do no harm")
    func ends() {
        let rate = Rate(1, per: .seconds(1))
        for time in [MonotonicInstant(nanoseconds: .min), MonotonicInstant(nanoseconds: .max)] {
            var bucket = TokenBucket()
            #expect(bucket.take(of: rate, at: time) == nil)
        }
    }
}
