/// How long a test waits for an event before it gives up. Never a pause: where the event comes, the test goes on at once.
/// So it costs nothing to be patient with a machine that is busy.
public enum Patience {
    public static let event = Duration.seconds(120)

    /// The event did not come.
    public struct Exhausted: Error, CustomStringConvertible {
        public let description: String

        public init(description: String) {
            self.description = description
        }
    }

    /// Asks again and again until `isSo`, for what nobody tells of by itself.
    ///
    /// - Parameter complaint: what to say where it never is.
    public static func until(
        _ complaint: @autoclosure () -> String, every pause: Duration = .milliseconds(10), _ isSo: () async throws -> Bool
    ) async throws {
        let end = ContinuousClock.now + event
        while try await !isSo() {
            guard ContinuousClock.now < end else { throw Exhausted(description: complaint()) }
            try await Task.sleep(for: pause)
        }
    }
}
