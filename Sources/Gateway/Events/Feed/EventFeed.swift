import Synchronization

/// Tells streams that there are new events. One task follows the ledger for all of them, so a stream that waits costs
/// nothing.
public final class EventFeed: Sendable {
    private struct State {
        var newest: Int64 = 0
        var isOver = false
        var watches = FairShare(places: EventLimits.watches, each: EventLimits.watchesPerCaller)
    }

    private let ledger: any EventLedger
    private let clock: any Timekeeper
    private let state = Mutex(State())
    /// Notifies when the ledger was written.
    private let written: Notifier
    /// Notifies when a stream is opened.
    private let opened = Notifier()
    /// Notifies when there are new events, or the feed is over.
    private let news = Notifier()

    /// - Parameter written: notifies after each commit of the ledger.
    public init(ledger: any EventLedger, clock: any Timekeeper, written: Notifier) {
        self.ledger = ledger
        self.clock = clock
        self.written = written
    }

    /// Follows the ledger until the task is cancelled, as long as anybody watches: without, a commit costs nothing more. To
    /// be called once.
    public func run() async {
        while !Task.isCancelled {
            let seenOpened = opened.count
            guard state.withLock({ !$0.watches.isEmpty }) else {
                await opened.wait(past: seenOpened)
                continue
            }
            let seen = written.count
            do throws(LedgerError) {
                let newest = try await ledger.eventBounds().newest
                let isNew = state.withLock { state in
                    defer { state.newest = max(state.newest, newest) }
                    return newest > state.newest
                }
                if isNew { news.notify() }
                await written.wait(past: seen)
            } catch {
                try? await clock.sleep(until: clock.now.advanced(by: EventLimits.readAgain))
            }
        }
    }

    /// No more events are told: the gateway stops.
    public func stop() {
        state.withLock { $0.isOver = true }
        news.notify()
    }

    /// Waits until there are events after `cursor`.
    ///
    /// - Returns: false when the feed is over or the task was cancelled.
    func waitForNews(after cursor: Int64) async -> Bool {
        while !Task.isCancelled {
            let seen = news.count
            let (newest, isOver) = state.withLock { ($0.newest, $0.isOver) }
            if isOver { return false }
            if newest > cursor { return true }
            await news.wait(past: seen)
        }
        return false
    }

    /// Whether the gateway still tells events.
    var isOpen: Bool {
        state.withLock { !$0.isOver }
    }

    /// A caller opens a stream; false where there are too many.
    func enter(_ caller: String) -> Bool {
        let isIn = state.withLock { state in
            guard state.watches.hasRoom(for: caller) else { return false }
            state.watches.take(caller)
            return true
        }
        if isIn { opened.notify() }
        return isIn
    }

    func leave(_ caller: String) {
        state.withLock { $0.watches.giveBack(caller) }
    }
}
