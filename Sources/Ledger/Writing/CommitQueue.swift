import Dispatch
import Gateway
import Glibc
import Synchronization

/// What waits for the writer, in the order of its arrival, bounded (`QueueRoom`).
///
/// Any thread puts, one thread takes. A change wakes it at the end of the turn that put it; a note, which nobody waits for, within
/// `noteDelay`, with the next change, or as soon as there are `notesAtOnce`. Then it takes all that is there.
final class CommitQueue: Sendable {
    private struct State {
        var waiting: [QueuedChange] = []
        /// What waits, and what was taken and is not yet written.
        var room: QueueRoom
        /// `waiting` is to be written without delay: somebody waits for one of it, or it is much.
        var isUrgent = false
        /// When the entries that nobody waits for are due; nil while there are none.
        var noteDeadline: DispatchTime?
        var isAsleep = false
        /// Threads that wake it at the end of their turns. Each for itself, so that no change waits for the end of another loop's turn.
        var waking: [pthread_t] = []
        var isClosed = false
    }

    private let state: Mutex<State>
    private let wake = DispatchSemaphore(value: 0)
    private let limits: LedgerLimits
    private let atTurnEnd: TurnEnd

    init(limits: LedgerLimits, atTurnEnd: @escaping TurnEnd) {
        state = Mutex(State(room: QueueRoom(limits)))
        self.limits = limits
        self.atTurnEnd = atTurnEnd
    }

    /// Why something was not taken in.
    enum Refusal {
        case full, closed
    }

    /// Adds a change; nil when it was taken in.
    func put(_ change: QueuedChange) -> Refusal? {
        let (refusal, wakes): (Refusal?, Bool) = state.withLock { state in
            if state.isClosed { return (.closed, false) }
            guard state.room.take(change.claim, bytes: change.byteCount) else { return (.full, false) }
            state.waiting.append(change)
            var isNews = change.waiter != nil
            if isNews {
                state.isUrgent = true
            } else if state.noteDeadline == nil {
                isNews = true
                state.noteDeadline = .now() + .nanoseconds(Int(limits.noteDelay.wholeNanoseconds))
            } else if state.waiting.count >= limits.notesAtOnce, !state.isUrgent {
                isNews = true
                state.isUrgent = true
            }
            let thread = pthread_self()
            guard isNews, state.isAsleep, !state.waking.contains(thread) else { return (nil, false) }
            state.waking.append(thread)
            return (nil, true)
        }
        if wakes { atTurnEnd { self.wake.signal() } }
        return refusal
    }

    /// Waits until there is something to write and takes all that waits; nil when the queue is closed and empty.
    ///
    /// - Parameter patience: when to come back with nothing at all; nil for never.
    func take(patience: Duration?) -> [QueuedChange]? {
        let deadline = patience.map { DispatchTime.now() + .nanoseconds(Int($0.wholeNanoseconds)) } ?? .distantFuture
        while true {
            let (step, until) = state.withLock { Self.nextStep(&$0, deadline) }
            switch step {
            case .take(let changes): return changes
            case .end: return nil
            case .sleep: _ = wake.wait(timeout: until)
            }
        }
    }

    private enum Step {
        case take([QueuedChange]), end, sleep
    }

    private static func nextStep(_ state: inout State, _ deadline: DispatchTime) -> (Step, DispatchTime) {
        state.isAsleep = false
        state.waking.removeAll(keepingCapacity: true)
        let now = DispatchTime.now()
        let isDue = state.isUrgent || state.isClosed || (state.noteDeadline.map { $0 <= now } ?? false)
        if isDue && !state.waiting.isEmpty {
            let changes = state.waiting
            state.waiting = []
            state.isUrgent = false
            state.noteDeadline = nil
            return (.take(changes), now)
        }
        if state.isClosed { return (.end, now) }
        if deadline <= now { return (.take([]), now) }
        state.isAsleep = true
        return (.sleep, min(deadline, state.noteDeadline ?? .distantFuture))
    }

    /// These of the changes that were taken are done with.
    func finished(_ changes: ArraySlice<QueuedChange>) {
        let done = QueueRoom.Done(changes)
        state.withLock { $0.room.giveBack(done) }
    }

    /// How many wait or are being written.
    var count: Int {
        state.withLock { $0.room.all.count }
    }

    /// Takes nothing in any more. What waits is still given out.
    func close() {
        state.withLock { $0.isClosed = true }
        wake.signal()
    }
}
