import GRDBSQLite
import Glibc
import Synchronization

/// A disk that does not take what SQLite writes, once: beneath SQLite's own VFS, for the calling thread alone.
enum FailingWrites {
    private static let thread = Atomic<UInt>(0)
    /// The number of the write that fails, counted down; 0 when it has.
    private static let countdown = Atomic<Int>(0)

    /// Holds those back who come while another one's write is to fail.
    private static let turn = Mutex<Void>(())

    private static let install: Void = {
        let write: @convention(c) (Int32, UnsafeRawPointer?, Int, Int) -> Int = { file, bytes, count, at in
            if thread.load(ordering: .relaxed) == UInt(pthread_self()),
                countdown.wrappingSubtract(1, ordering: .relaxed).newValue == 0
            {
                errno = ENOSPC
                return -1
            }
            return pwrite(file, bytes, count, at)
        }
        let unix = sqlite3_vfs_find("unix")
        for name in ["pwrite", "pwrite64"] {
            _ = unix?.pointee.xSetSystemCall(unix, name, unsafeBitCast(write, to: sqlite3_syscall_ptr.self))
        }
    }()

    /// Runs `body`, in which the write of that number fails.
    ///
    /// - Returns: what `body` does, and whether there were so many.
    static func fail<Result: Sendable>(_ number: Int, _ body: () -> Result) -> (Result, hasFailed: Bool) {
        install
        return turn.withLock { _ in
            countdown.store(number, ordering: .relaxed)
            thread.store(UInt(pthread_self()), ordering: .relaxed)
            defer { thread.store(0, ordering: .relaxed) }
            let result = body()
            return (result, countdown.load(ordering: .relaxed) <= 0)
        }
    }
}
