import Glibc
import HostFiles

/// A thread of its own for what blocks: a commit waits for the disk, and the threads that run Swift's tasks must not.
enum LedgerThread {
    /// How soon the kernel runs a thread among others.
    enum Precedence {
        /// As the thread that used the ledger first.
        case ordinary
        /// Before those, as far as the kernel allows it (root, CAP_SYS_NICE or RLIMIT_NICE; else it is as the others): for a
        /// thread that all others wait for.
        case first
    }

    /// Box that carries a closure through a C pointer.
    private final class Work: Sendable {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    /// Runs `work` on a new thread, which ends with it.
    ///
    /// - Throws: where the system has no thread left.
    static func start(
        _ precedence: Precedence = .ordinary, _ work: @escaping @Sendable () -> Void
    ) throws(LedgerOpeningError) {
        var thread = pthread_t()
        // Before the new thread, so that it is this one's.
        let nice = ordinaryNice - (precedence == .first ? advantage : 0)
        let context = Unmanaged.passRetained(Work {
            // A thread begins with the niceness of the one that made it.
            _ = setpriority(thisThread, 0, nice)
            work()
        }).toOpaque()
        let code = pthread_create(&thread, nil, { context in
            guard let context else { return nil }
            Unmanaged<Work>.fromOpaque(context).takeRetainedValue().run()
            return nil
        }, context)
        guard code == 0 else {
            Unmanaged<Work>.fromOpaque(context).release()
            throw LedgerOpeningError(.unavailable, "no thread for the ledger: \(SystemReason.of(code))")
        }
        pthread_detach(thread)
    }

    /// Niceness of the thread that used the ledger first; on Linux it belongs to the thread.
    private static let ordinaryNice = niceness()
    /// By how much a thread of precedence is less nice: it gets some nine times the share of a busy core.
    private static let advantage: Int32 = 10

    /// With 0, whose niceness is meant.
    private static let thisThread = __priority_which_t(PRIO_PROCESS.rawValue)

    /// Niceness of the calling thread, from -20 to 19.
    static func niceness() -> Int32 {
        getpriority(thisThread, 0)
    }
}
