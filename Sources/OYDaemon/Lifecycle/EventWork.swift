import Gateway
import ServiceLifecycle

/// The work on callbacks and events: look-ups, the accounts that went by, old events, and the streams' feed.
struct EventWork: Service {
    let processor: CallbackProcessor
    let accounts: AccountWriter
    let retention: EventRetention
    let feed: EventFeed

    func run() async throws {
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                group.addTask { await feed.run() }
                group.addTask { await accounts.run() }
                group.addTask { await retention.run() }
                await processor.run()
                group.cancelAll()
            }
        }
        feed.stop()
    }
}
