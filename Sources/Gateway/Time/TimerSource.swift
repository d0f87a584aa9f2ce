/// Where timers come from. Beside `Timekeeper.sleep`, for what is nearly always called off: a timer takes no task, and
/// in `oyd` it is a place in its event loop's queue.
public protocol TimerSource: Sendable {
    /// Calls `action` at `instant`, on any thread and at most once, unless the timer is cancelled before; a time that
    /// has come already makes it soon.
    ///
    /// - Parameter action: returns soon.
    func timer(at instant: MonotonicInstant, _ action: @escaping @Sendable () -> Void) -> any RunningTimer
}

/// What a `TimerSource` gave.
public protocol RunningTimer: Sendable {
    /// Calls it off. Does nothing once it fired; it may be firing just now.
    func cancel()
}
