/// The only source of time in the gateway; tests and the simulation bring their own.
public protocol Timekeeper: Sendable {
    /// Now, for deadlines and waits.
    var now: MonotonicInstant { get }
    /// Now, for what is written to disk.
    var wallNow: WallTime { get }
    /// Returns at `instant`, or throws `CancellationError` when the task is cancelled first.
    func sleep(until instant: MonotonicInstant) async throws
}
