/// Bounds the audit entries of refused calls: any peer that can open the socket can cause refusals.
///
/// Each uid has a bucket of entries (`Limits.refusals`). Beyond it refusals are counted, and the number is written as one
/// entry as soon as the bucket allows one. Pure: the time comes in.
struct RefusalLimiter {
    /// Refusals that were not written one by one.
    struct Folded: Equatable {
        /// The last of them: who, which method and how.
        var last: AuditEntry
        var count: Int
        /// When the first of them came.
        var since: WallTime
    }

    private struct Peer {
        var bucket = TokenBucket()
        var folded: Folded?
    }

    /// By uid; nil is for all those who come when as many as can be told apart are here already.
    private var peers: [UInt32?: Peer] = [:]

    /// A call, or a connection, was refused.
    ///
    /// - Returns: whether `entry` is to be written; otherwise it is among those that `due` gives.
    mutating func refused(_ entry: AuditEntry, uid: UInt32, at now: MonotonicInstant) -> Bool {
        let key: UInt32? = peers[uid] != nil || peers.count < Limits.refusalUIDs ? uid : nil
        var peer = peers[key, default: Peer()]
        defer { peers[key] = peer }
        // What was counted before is written before.
        if peer.folded == nil, peer.bucket.take(of: Limits.refusals, at: now) == nil { return true }
        peer.folded = Folded(last: entry, count: (peer.folded?.count ?? 0) + 1, since: peer.folded?.since ?? entry.time)
        return false
    }

    /// What is to be written now; it counts no more. Forgets uids of whom there is nothing to remember.
    ///
    /// - Parameter isEnding: gives everything, whatever the buckets say.
    mutating func due(at now: MonotonicInstant, isEnding: Bool = false) -> [Folded] {
        var due: [Folded] = []
        for (key, var peer) in peers {
            if let folded = peer.folded, isEnding || peer.bucket.take(of: Limits.refusals, at: now) == nil {
                due.append(folded)
                peer.folded = nil
            }
            peers[key] = peer.folded == nil && peer.bucket.isFull(at: now) ? nil : peer
        }
        return due.sorted { $0.since < $1.since }
    }
}

extension RefusalLimiter.Folded {
    /// The one entry that stands for all of them.
    func entry(at now: WallTime) -> AuditEntry {
        guard count > 1 else { return last }
        var entry = AuditEntry(
            time: now, kind: .refusal, caller: last.caller, method: last.method, outcome: last.outcome)
        entry.detail = "\(count) refusals since \(since.rfc3339), of which this is the last"
        return entry
    }
}
