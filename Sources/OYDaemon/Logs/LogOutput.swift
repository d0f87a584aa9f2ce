import Dispatch
import Gateway
import Glibc
import Synchronization

/// Where log lines go: a descriptor, in whole lines and in their order.
///
/// A line about a call that went well waits for others, for `Limits.logDelay` at most, so that a busy gateway does not
/// make a system call for each; every other line is written at once, with those before it. What is lost with a process
/// that is killed is a moment of such lines: the ledger has all of those calls.
final class LogOutput: Sendable {
    /// Standard error.
    static let standard = LogOutput(descriptor: STDERR_FILENO)

    private struct State {
        var waiting: [UInt8] = []
        var isFlushDue = false
    }

    private let descriptor: Int32
    private let state = Mutex(State())
    /// One at a time writes, so that lines keep their order; those who only add do not wait for it.
    private let writing = Mutex(())

    init(descriptor: Int32) {
        self.descriptor = descriptor
        // What Dispatch needs for a timer takes descriptors, and Dispatch stops the process where there are none. So it is
        // had now, and not when the first call ends, before which callers may have connected by the thousand.
        Self.soon {}
    }

    private static func soon(_ work: @escaping @Sendable () -> Void) {
        let delay = DispatchTimeInterval.milliseconds(Int(Limits.logDelay.wholeMilliseconds))
        DispatchQueue.global(qos: .utility).asyncAfter(deadline: .now() + delay, execute: work)
    }

    /// Writes a line now, after those that wait.
    func write(_ line: [UInt8]) {
        state.withLock { $0.waiting.append(contentsOf: line) }
        flush()
    }

    /// Writes a line soon.
    func add(_ line: [UInt8]) {
        let (isFull, isFirst) = state.withLock { state in
            state.waiting.append(contentsOf: line)
            defer { state.isFlushDue = true }
            return (state.waiting.count >= Limits.logBytes, !state.isFlushDue)
        }
        if isFull { return flush() }
        if isFirst { Self.soon { self.flush() } }
    }

    /// Writes what waits. Where nobody reads at all there is nobody to tell.
    func flush() {
        writing.withLock { _ in
            let lines = state.withLock { state in
                state.isFlushDue = false
                defer { state.waiting = [] }
                return state.waiting
            }
            lines.withUnsafeBytes { bytes in
                var written = 0
                while written < bytes.count {
                    let count = Glibc.write(descriptor, bytes.baseAddress! + written, bytes.count - written)
                    if count < 0, errno == EINTR { continue }
                    guard count > 0 else { return }
                    written += count
                }
            }
        }
    }
}
