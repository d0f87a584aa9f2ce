import Gateway
import ServiceLifecycle

/// The work on callbacks and events: look-ups, old events, and the streams' feed.
struct EventWork: Service {
    let desk: CallbackDesk
    let feed: EventFeed

    func run() async throws {
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                group.addTask { await feed.run() }
                await desk.run()
                group.cancelAll()
            }
        }
        feed.stop()
    }
}
