import Gateway
import HostFiles
import Logging
import ServiceLifecycle
import Synchronization

/// Picks up changed credentials without being told: by watching the folders on the way to the files, and by looking now
/// and then in case nothing is told.
struct CredentialService: Service {
    let keeper: CredentialKeeper

    func run() async throws {
        await cancelWhenGracefulShutdown { await self.follow() }
    }

    private func follow() async {
        let hints = Hints()
        let watch = DirectoryWatch { hints.give() }
        if watch == nil {
            keeper.logger.warning("Changed credentials are noticed late: the system gives no inotify watch")
        }
        await withDiscardingTaskGroup { group in
            group.addTask {
                while !Task.isCancelled {
                    try? await Task.sleep(for: Limits.credentialsPoll)
                    hints.give()
                }
            }
            // What changed between the first reading and the first watch.
            hints.give()
            for await _ in hints.stream {
                await settle(hints)
                await look(watch)
            }
        }
    }

    /// Waits until nothing has happened for a moment: the files of a pair are written one after the other.
    private func settle(_ hints: Hints) async {
        let end = keeper.clock.now.advanced(by: Limits.credentialsPatience)
        var seen: Int
        repeat {
            seen = hints.count
            try? await Task.sleep(for: Limits.credentialsQuiet)
        } while hints.count != seen && keeper.clock.now < end && !Task.isCancelled
    }

    /// Watches first and reads then, so that no change falls between the two; again where the way turned meanwhile.
    private func look(_ watch: DirectoryWatch?) async {
        for _ in 0..<Limits.credentialsReadings {
            let entries = self.entries
            watch?.watch(entries)
            await keeper.refresh()
            if entries == self.entries { return }
        }
    }

    private var entries: Set<PathWalk.Entry> {
        Set(keeper.files.flatMap { PathWalk(following: $0).entries })
    }
}

/// Hints that something may have changed; many that come before anybody looks are one.
private final class Hints: Sendable {
    let stream: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation
    private let given = Atomic<Int>(0)

    init() {
        (stream, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    var count: Int { given.load(ordering: .relaxed) }

    func give() {
        given.add(1, ordering: .relaxed)
        continuation.yield()
    }
}
