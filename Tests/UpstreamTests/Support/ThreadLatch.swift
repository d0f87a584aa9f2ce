import Dispatch

/// Blocks a thread, and with it the event loop that runs there, until it is opened.
final class ThreadLatch: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)

    func open() { semaphore.signal() }
    func wait() { semaphore.wait() }
}
