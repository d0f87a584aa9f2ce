import Gateway
import NIOCore
import NIOPosix

/// Timers on the event loops: on that of the calling thread, where calls and payouts run, so that setting one and calling
/// it off changes no thread.
struct LoopTimers: TimerSource {
    /// For whoever runs on no loop. It has to outlive whoever sets timers.
    let group: any EventLoopGroup

    func timer(at instant: MonotonicInstant, _ action: @escaping @Sendable () -> Void) -> any RunningTimer {
        let loop = MultiThreadedEventLoopGroup.currentEventLoop ?? group.next()
        do {
            return LoopTimer(callback: try loop.scheduleCallback(at: NIODeadline(instant), handler: Firing(action: action)))
        } catch {
            // The loop is shutting down: it would never fire.
            action()
            return LoopTimer(callback: nil)
        }
    }

    private struct Firing: NIOScheduledCallbackHandler, Sendable {
        let action: @Sendable () -> Void

        func handleScheduledCallback(eventLoop: some EventLoop) {
            action()
        }
    }
}

private struct LoopTimer: RunningTimer {
    let callback: NIOScheduledCallback?

    func cancel() {
        callback?.cancel()
    }
}

extension NIODeadline {
    /// The same point on the same clock, CLOCK_MONOTONIC (`SystemTimekeeper.now`).
    fileprivate init(_ instant: MonotonicInstant) {
        self = .uptimeNanoseconds(UInt64(max(0, instant.nanoseconds)))
    }
}
