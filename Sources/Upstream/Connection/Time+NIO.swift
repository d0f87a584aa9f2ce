import Gateway
import NIOCore

extension NIODeadline {
    /// The same point on the same clock: `MonotonicInstant` counts as NIO does, nanoseconds of CLOCK_MONOTONIC.
    init(_ instant: MonotonicInstant) {
        self = .uptimeNanoseconds(UInt64(max(0, instant.nanoseconds)))
    }
}

extension MonotonicInstant {
    init(_ deadline: NIODeadline) {
        self.init(nanoseconds: Int64(clamping: deadline.uptimeNanoseconds))
    }
}

extension Duration {
    var timeAmount: TimeAmount { .nanoseconds(wholeNanoseconds) }
}
