import Synchronization

/// The alarms that are raised: each by whoever finds its cause, and cleared by whoever finds it gone.
final class AlarmBoard: Sendable {
    private let raised = Mutex<Set<Alarm>>([])

    /// - Returns: whether it was not raised before.
    @discardableResult
    func raise(_ alarm: Alarm) -> Bool {
        raised.withLock { $0.insert(alarm).inserted }
    }

    /// - Returns: whether it was raised before.
    @discardableResult
    func clear(_ alarm: Alarm) -> Bool {
        raised.withLock { $0.remove(alarm) != nil }
    }

    func set(_ alarm: Alarm, isRaised: Bool) {
        if isRaised { raise(alarm) } else { clear(alarm) }
    }

    func isRaised(_ alarm: Alarm) -> Bool {
        raised.withLock { $0.contains(alarm) }
    }
}
