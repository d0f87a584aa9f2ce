import TestSupport

/// How often things have happened; a test waits for an event instead of sleeping.
final class EventLog: Sendable {
    private let counts = Observed<[String: Int]>([:])

    func append(_ event: String) {
        counts.update { $0[event, default: 0] += 1 }
    }

    /// How often `event` has happened.
    func count(of event: String) -> Int {
        counts.value[event, default: 0]
    }

    /// Returns when `event` has happened `count` times.
    func wait(for event: String, count: Int = 1) async throws {
        try await counts.wait(for: "\(event), \(count) times") { $0[event, default: 0] >= count }
    }
}
