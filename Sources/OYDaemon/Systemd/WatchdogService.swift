import Gateway
import NIOCore
import ServiceLifecycle

/// Tells the service manager that the daemon is alive, but only while it is: every event loop turns and the ledger's
/// writer answers. A daemon that hangs in one of them says nothing more, and the manager starts it anew.
///
/// A ledger that can't be written answers too, with an error: no restart would mend the disk.
struct WatchdogService: Service {
    let manager: ServiceManager
    let interval: Duration
    let group: any EventLoopGroup
    let ledger: any Ledger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                await prove()
                manager.tell(.watchdog)
                try? await Task.sleep(for: interval / 2)
            }
        }
    }

    /// Returns when every part has answered; where one never does, never.
    private func prove() async {
        for loop in group.makeIterator() {
            try? await loop.submit {}.get()
        }
        do throws(LedgerError) {
            try await ledger.commit(LedgerChange(entries: []))
        } catch {
            // It answers.
        }
    }
}
