internal import Glibc

/// A thread of its own for what blocks: a commit waits for the disk, and the threads that run Swift's tasks must not.
enum LedgerThread {
    /// Box that carries a closure through a C pointer.
    private final class Work: Sendable {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    /// Runs `work` on a new thread, which ends with it.
    ///
    /// - Throws: where the system has no thread left.
    static func start(_ work: @escaping @Sendable () -> Void) throws(LedgerOpeningError) {
        var thread = pthread_t()
        let context = Unmanaged.passRetained(Work(work)).toOpaque()
        let code = pthread_create(&thread, nil, { context in
            guard let context else { return nil }
            Unmanaged<Work>.fromOpaque(context).takeRetainedValue().run()
            return nil
        }, context)
        guard code == 0 else {
            Unmanaged<Work>.fromOpaque(context).release()
            throw LedgerOpeningError(.unavailable, "no thread for the ledger: \(LedgerFile.reason(code))")
        }
        pthread_detach(thread)
    }
}
