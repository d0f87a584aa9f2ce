/// Deletes what is old: by age alone, and what a consumer has yet to acknowledge only when it is very old. What is old, the wall clock says,
/// so that it must be believed first: what is deleted does not come back.
public final class EventRetention: Sendable {
    private let ledger: any EventLedger
    private let clock: any Timekeeper
    private let wallClock: WatchedWallClock
    private let observer: any CallbackObserver
    private let settings: EventSettings

    /// - Parameters:
    ///   - wallClock: the one that callbacks are judged by, too.
    ///   - observer: hears of it where the ledger fails.
    public init(
        ledger: any EventLedger, clock: any Timekeeper, wallClock: WatchedWallClock, observer: any CallbackObserver,
        settings: EventSettings
    ) {
        self.ledger = ledger
        self.clock = clock
        self.wallClock = wallClock
        self.observer = observer
        self.settings = settings
    }

    /// Deletes now and then, until the task is cancelled.
    public func run() async {
        while !Task.isCancelled {
            do throws(LedgerError) {
                try await purgeOnce()
            } catch {
                observer.ledgerFailed(error)
            }
            try? await clock.sleep(until: clock.now.advanced(by: EventLimits.purgePause))
        }
    }

    /// In changes of a bounded size, so that nobody waits long for the ledger.
    func purgeOnce() async throws(LedgerError) {
        var floor = try await ledger.eventBounds().floor
        while !Task.isCancelled {
            let (now, steadyTime) = wallClock.time
            guard steadyTime >= EventLimits.purgeAfter else { return }
            let purge = EventPurge(
                keptSince: now.advanced(by: .zero - settings.keep),
                keptForConsumersSince: now.advanced(by: .zero - settings.lagLimit),
                consumersSeenSince: now.advanced(by: .zero - settings.lagLimit * 2),
                rememberedSince: now.advanced(by: .zero - max(EventLimits.remembered, settings.lagLimit * 2)),
                limit: EventLimits.purgeBatch)
            try await ledger.commit(LedgerChange(entries: [], events: [.purge(purge)]))
            let risen = try await ledger.eventBounds().floor
            let isMore = try await ledger.hasMore(toPurge: purge)
            guard risen > floor || isMore else { return }
            floor = risen
        }
    }
}
