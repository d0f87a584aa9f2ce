import NIOCore
import NIOPosix

/// The turn of the event loop that is running.
enum LoopTurn {
    /// Runs `work` on the calling event loop once all that is ready on it has been done; at once on a thread that is no event loop's.
    static func atEnd(_ work: @escaping @Sendable () -> Void) {
        guard let loop = MultiThreadedEventLoopGroup.currentEventLoop else { return work() }
        loop.execute(work)
    }
}
