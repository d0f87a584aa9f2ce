public import Gateway
import Synchronization

/// Counts that each permit is followed by one report.
public final class FakeGate: PayoutGate {
    private struct State {
        var isOpen = true
        var asked = 0
        var admitted = 0
        var reported = 0
    }

    private let state = Mutex(State())

    public init() {}

    public var isOpen: Bool {
        get { state.withLock { $0.isOpen } }
        set { state.withLock { $0.isOpen = newValue } }
    }

    /// How often leave was asked for.
    public var asked: Int {
        state.withLock { $0.asked }
    }

    /// Permits without a report yet.
    public var owed: Int {
        state.withLock { $0.admitted - $0.reported }
    }

    public func admit() -> AttemptPermit? {
        let isAdmitted = state.withLock { state in
            state.asked += 1
            if state.isOpen { state.admitted += 1 }
            return state.isOpen
        }
        return isAdmitted ? AttemptPermit { _ in self.state.withLock { $0.reported += 1 } } : nil
    }
}
