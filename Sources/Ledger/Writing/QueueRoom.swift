/// What the queue of changes holds, and whether there is room for more. Pure.
///
/// Only what begins something new is refused for load, and what nobody waits for is dropped: what has happened already is always taken in,
/// and bounded by what was let begin. So no outcome is lost to a flood.
struct QueueRoom {
    /// Changes, and what they hold.
    struct Load: Equatable {
        var count = 0
        var bytes = 0

        static func += (load: inout Load, other: Load) {
            load.count += other.count
            load.bytes += other.bytes
        }

        static func -= (load: inout Load, other: Load) {
            load.count -= other.count
            load.bytes -= other.bytes
        }

        /// Whether there are fewer than `count`, and `more` bytes beside them come to no more than `bytes`.
        fileprivate func leaves(_ more: Int, of count: Int, _ bytes: Int) -> Bool {
            self.count < count && self.bytes + more <= bytes
        }
    }

    /// Who puts a change.
    enum Claim: Equatable {
        /// Nobody waits for it.
        case note
        /// A caller begins something by it.
        case beginning(of: String)
        /// Has happened, and somebody waits for it to be on disk.
        case outcome
    }

    private let limits: LedgerLimits
    private(set) var all = Load()
    /// Of `all` the notes and beginnings.
    private var refusable = Load()
    private var byCaller: [String: Load] = [:]

    init(_ limits: LedgerLimits) {
        self.limits = limits
    }

    /// Takes a change in, if there is room for it.
    mutating func take(_ claim: Claim, bytes: Int) -> Bool {
        let load = Load(count: 1, bytes: bytes)
        switch claim {
        case .note:
            guard all.leaves(bytes, of: limits.queued / 2, limits.queuedBytes / 2) else { return false }
        case .beginning(let caller):
            guard refusable.leaves(bytes, of: limits.queued, limits.queuedBytes) else { return false }
            let held = byCaller[caller, default: Load()]
            guard held.leaves(bytes, of: limits.queuedOfCaller, limits.queuedBytesOfCaller) else { return false }
            byCaller[caller, default: Load()] += load
        case .outcome:
            break
        }
        all += load
        if claim != .outcome { refusable += load }
        return true
    }

    /// What is done with: all of it, what of it are notes and beginnings, and what callers have begun.
    struct Done {
        var all = Load()
        var refusable = Load()
        var byCaller: [String: Load] = [:]

        init(_ changes: some Sequence<QueuedChange>) {
            for change in changes {
                let load = Load(count: 1, bytes: change.byteCount)
                all += load
                if change.claim != .outcome { refusable += load }
                if case .beginning(let caller) = change.claim { byCaller[caller, default: Load()] += load }
            }
        }
    }

    mutating func giveBack(_ done: Done) {
        all -= done.all
        refusable -= done.refusable
        for (caller, load) in done.byCaller {
            guard var held = byCaller[caller] else { preconditionFailure("\(caller) gives back room that it does not have") }
            held -= load
            byCaller[caller] = held.count > 0 ? held : nil
        }
    }
}
