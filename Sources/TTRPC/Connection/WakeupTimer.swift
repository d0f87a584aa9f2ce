import NIOCore

/// Wakes a connection when its machine wants to be told the time. It may do so too early, and then nothing happens: that is cheaper than a
/// timer for each deadline.
struct WakeupTimer {
    private var scheduled: (at: Int64, callback: NIOScheduledCallback)?

    /// Sees to it that `handler` is called at `wakeup`, or earlier; nil asks for nothing.
    ///
    /// - Returns: false where the loop has been shut down, and everything on it with it.
    mutating func bringForward(
        to wakeup: Int64?, on loop: any EventLoop, calling handler: some NIOScheduledCallbackHandler & Sendable
    ) -> Bool {
        guard let wakeup else { return true }
        if let scheduled {
            guard wakeup < scheduled.at else { return true }
            scheduled.callback.cancel()
        }
        let deadline = NIODeadline.uptimeNanoseconds(UInt64(max(wakeup, 0)))
        guard let callback = try? loop.scheduleCallback(at: deadline, handler: handler) else { return false }
        scheduled = (wakeup, callback)
        return true
    }

    /// The handler was called.
    mutating func fired() {
        scheduled = nil
    }

    mutating func cancel() {
        scheduled?.callback.cancel()
        scheduled = nil
    }
}
