import Contract
import Dispatch
import Gateway
import Glibc
import Logging
import Synchronization

/// Where log lines go: a descriptor, in whole lines and in their order.
///
/// They are written on a thread of its own, so that nobody ever waits for whoever reads them: a pipe that nobody empties
/// must stop no payment. What there is no room for then is lost, counted, and told of once somebody reads again.
///
/// A line about a call that went well waits for others, for `Limits.logDelay` at most, so that a busy gateway does not
/// make a system call for each; every other line is written at once, with those before it. What is lost with a process
/// that is killed is a moment of lines: the ledger has all calls.
final class LogOutput: Sendable {
    /// Standard error.
    static let standard = LogOutput(descriptor: STDERR_FILENO, isJournal: JournalStream.isStandardError)

    private struct State {
        var waiting: [UInt8] = []
        /// Whether they are to be written now, or in a while.
        var isDue = false, isDueSoon = false
        /// Lines for which there was no room since the last that was written, and how such lines are written here.
        var lost = 0
        var lostFormat = Configuration.Log.Format.text
        var lostEver = 0
    }

    private let descriptor: Int32
    private let delay: Duration
    private let isJournal: Bool
    private let state = Mutex(State())
    private let thread = DispatchQueue(label: "log")

    /// - Parameters:
    ///   - delay: how long a line about a call that went well may wait.
    ///   - isJournal: whether systemd's journal reads, to which each line's mark tells its priority.
    init(descriptor: Int32, delay: Duration = Limits.logDelay, isJournal: Bool = false) {
        self.descriptor = descriptor
        self.delay = delay
        self.isJournal = isJournal
        // What Dispatch needs for a timer takes descriptors, and Dispatch stops the process where there are none. So it is
        // had now, and not when the first call ends, before which callers may have connected by the thousand.
        soon {}
    }

    /// Lines that were lost since the start.
    var lostLines: Int {
        state.withLock { $0.lostEver }
    }

    /// Writes a line as soon as may be, after those that wait.
    func write(_ line: consuming LogLine) {
        put(line, isUrgent: true)
    }

    /// Writes a line in a while, with others.
    func add(_ line: consuming LogLine) {
        put(line, isUrgent: false)
    }

    /// Waits until what waits is written, at most for `patience`.
    ///
    /// - Returns: whether it is.
    @discardableResult func flush(within patience: DispatchTimeInterval = .seconds(1)) -> Bool {
        let done = DispatchSemaphore(value: 0)
        thread.async {
            self.drain()
            done.signal()
        }
        return done.wait(timeout: .now() + patience) == .success
    }

    private func put(_ line: consuming LogLine, isUrgent: Bool) {
        let (format, mark) = (line.format, mark(line.level))
        let bytes = line.finished()
        let (now, later) = state.withLock { state in
            // What is said of calls that went well has half of the room: of other lines some are said once only.
            guard state.waiting.count + mark.count + bytes.count <= Limits.logBacklogBytes / (isUrgent ? 1 : 2) else {
                state.lost += 1
                state.lostEver += 1
                state.lostFormat = format
                return (false, false)
            }
            if !mark.isEmpty { state.waiting += mark }
            bytes.withBytes { state.waiting.append(contentsOf: $0) }
            if state.isDue { return (false, false) }
            if isUrgent || state.waiting.count >= Limits.logBytes {
                state.isDue = true
                return (true, false)
            }
            defer { state.isDueSoon = true }
            return (false, !state.isDueSoon)
        }
        if now { thread.async { self.drain() } }
        if later { soon { self.drain() } }
    }

    /// What stands in front of a line.
    private func mark(_ level: Logger.Level) -> [UInt8] {
        isJournal ? Array(level.journalMark.utf8) : []
    }

    private func soon(_ work: @escaping @Sendable () -> Void) {
        let delay = DispatchTimeInterval.milliseconds(Int(delay.wholeMilliseconds))
        thread.asyncAfter(deadline: .now() + delay, execute: work)
    }

    // MARK: On the thread

    private func drain() {
        let (lines, lost, format) = state.withLock { state in
            state.isDue = false
            state.isDueSoon = false
            defer {
                state.waiting = []
                state.lost = 0
            }
            return (state.waiting, state.lost, state.lostFormat)
        }
        write(lines)
        guard lost > 0 else { return }
        var line = LogLine(format, .error, "Lines of the log were lost: nobody read it in time", at: SystemTimekeeper().wallNow)
        line.add("lines", String(lost))
        write(mark(line.level) + line.finished().array)
    }

    private func write(_ lines: [UInt8]) {
        lines.withUnsafeBytes { DescriptorOutput.write($0, to: descriptor) }
    }
}
