import NIOCore

/// The time by which the machines of connections go.
enum MonotonicTime {
    /// Nanoseconds of `CLOCK_MONOTONIC`.
    static var now: Int64 {
        Int64(clamping: NIODeadline.now().uptimeNanoseconds)
    }
}
