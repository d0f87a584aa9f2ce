import Synchronization

/// Every request that arrived, in order: the newest, as many as `Limits` allows.
final class RequestRecord: Sendable {
    /// One request, and what was answered.
    struct Entry: Sendable {
        var number = 0
        var time: Moment
        var method: String
        var target: String
        /// In the order received; the API key's value is masked.
        var headers: [(name: String, value: String)]
        /// Whether user name and key were the accepted ones.
        var keyOK: Bool
        /// Whether the key was found anywhere but in its header. It never should be.
        var keyElsewhere: Bool
        var body: String
        var bodyBytes: Int
        /// Whether the whole request arrived.
        var isComplete: Bool
        /// The kind of the fault that it met.
        var fault: String?
        /// What was written in answer: the HTTP status and the body. Nil: nothing.
        var status: Int?
        var answer: String?
        /// Whether the connection ended before anything was answered.
        var isAbandoned = false

        /// What it weighs in the record.
        fileprivate var weight: Int { body.utf8.count + (answer?.utf8.count ?? 0) + 1024 }
    }

    private struct State {
        var entries = Queue<Entry>()
        var count = 0
        var bytes = 0

        /// Drops the oldest until the record is within its limits.
        mutating func trim() {
            while entries.count > Limits.recordedRequests || bytes > Limits.recordedBytes, let first = entries.popFirst() {
                bytes -= first.weight
            }
        }
    }

    private let state = Mutex(State())
    /// Notifies whenever a request arrived or was answered.
    let changed = Signal()

    /// - Returns: the request's number, from 1.
    func append(_ entry: Entry) -> Int {
        let number = state.withLock { state in
            state.count += 1
            var entry = entry
            entry.number = state.count
            state.bytes += entry.weight
            state.entries.append(entry)
            state.trim()
            return state.count
        }
        changed.notify()
        return number
    }

    /// Adds what is learned later. Without effect on an entry that was dropped meanwhile.
    func update(_ number: Int, _ change: (inout Entry) -> Void) {
        state.withLock { state in
            guard let first = state.entries.first?.number, number >= first else { return }
            state.entries.update(at: number - first) { entry in
                state.bytes -= entry.weight
                change(&entry)
                state.bytes += entry.weight
            }
            state.trim()
        }
        changed.notify()
    }

    /// The entries after `number`, at most `limit`, and the number to go on from.
    func entries(after number: Int, limit: Int = .max) -> (next: Int, entries: [Entry]) {
        state.withLock { state in
            guard let first = state.entries.first?.number else { return (state.count, []) }
            let found = state.entries.contents.dropFirst(max(0, number + 1 - first)).prefix(limit)
            return (found.last?.number ?? state.count, Array(found))
        }
    }

    /// Forgets the entries; the numbers go on.
    func clear() {
        state.withLock {
            $0.entries = Queue()
            $0.bytes = 0
        }
    }
}
