/// What callers have under way and left of their rates, by name. Pure: the time comes in.
///
/// It outlives the configuration: a caller that is configured anew under its name neither gets a full bucket nor loses
/// count of what is running.
struct Traffic {
    private struct Usage {
        var bucket = TokenBucket()
        var calls = 0
        var connections = 0
    }

    /// Why something is not taken on.
    enum Refusal: Equatable {
        /// The rate is used up; there is a token again in so long.
        case tooFast(retryIn: Duration)
        /// So many calls are in flight already.
        case tooManyCalls(limit: Int)
    }

    private var usages: [String: Usage] = [:]
    private var strangers: [UInt32: Int] = [:]
    /// What is left of the rates of those who are refused too often to be told each time, by uid; nil is for all who come when as many as can be
    /// told apart are here already. Kept beyond their connections: who comes again gets no full bucket.
    private var refusedBuckets: [UInt32?: TokenBucket] = [:]

    // MARK: Calls

    /// A call comes in. Where nil is returned it counts as in flight until `callEnded`, if calls are limited at all.
    mutating func callBegan(_ caller: Caller, at now: MonotonicInstant) -> Refusal? {
        var usage = usages[caller.name, default: Usage()]
        defer { usages[caller.name] = usage }
        // A call that is refused for what is in flight has used its token too: asking again at once is what a rate is for.
        if let rate = caller.rate, let wait = usage.bucket.take(of: rate, at: now) { return .tooFast(retryIn: wait) }
        guard let limit = caller.maximumInFlight else { return nil }
        guard usage.calls < limit else { return .tooManyCalls(limit: limit) }
        usage.calls += 1
        return nil
    }

    /// A call that was counted has ended.
    mutating func callEnded(of name: String) {
        usages[name]?.calls -= 1
    }

    /// A call of somebody who is in no configuration is refused, or what anybody sent and is no call. A caller's calls never count.
    ///
    /// - Returns: false where its uid has used its rate up.
    mutating func refused(uid: UInt32, at now: MonotonicInstant) -> Bool {
        if refusedBuckets[uid] == nil, refusedBuckets.count >= Limits.refusalUIDs {
            refusedBuckets = refusedBuckets.filter { !$0.value.isFull(at: now) }
        }
        let key: UInt32? = refusedBuckets[uid] != nil || refusedBuckets.count < Limits.refusalUIDs ? uid : nil
        return refusedBuckets[key, default: TokenBucket()].take(of: Limits.refusedFrames, at: now) == nil
    }

    // MARK: Connections

    /// Whether one more connection of a caller is served; it counts until `disconnected`.
    mutating func connected(_ caller: Caller) -> Bool {
        let count = usages[caller.name]?.connections ?? 0
        if let limit = caller.maximumConnections, count >= limit { return false }
        usages[caller.name, default: Usage()].connections = count + 1
        return true
    }

    mutating func disconnected(_ name: String) {
        usages[name]?.connections -= 1
    }

    /// Whether one more connection of somebody who is in no configuration is kept open; it counts until
    /// `strangerDisconnected`. A few are, so that its calls hear why they are refused.
    mutating func strangerConnected(uid: UInt32) -> Bool {
        let count = strangers[uid, default: 0]
        guard count < Limits.strangersConnections else { return false }
        strangers[uid] = count + 1
        return true
    }

    mutating func strangerDisconnected(uid: UInt32) {
        let left = strangers[uid, default: 0] - 1
        strangers[uid] = left > 0 ? left : nil
    }
}
