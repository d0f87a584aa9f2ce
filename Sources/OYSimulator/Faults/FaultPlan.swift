import Synchronization

/// The scripted faults, in the order in which they were scripted, and the requests that they hold.
///
/// The first fault that matches a request and is not used up decides its course.
final class FaultPlan: Sendable {
    private struct State {
        var faults: [(number: Int, fault: Fault)] = []
        var count = 0
        var held: [(number: Int, resume: @Sendable () -> Void)] = []
    }

    private let state = Mutex(State())
    /// Notifies whenever a fault was scripted, met, released or deleted.
    let changed = Signal()

    /// A fault as the control API shows it.
    struct Listing: Sendable {
        var number: Int
        var fault: Fault
        /// How many requests it holds right now.
        var held: Int
    }

    /// - Returns: the fault's number.
    func add(_ fault: Fault) throws(ControlError) -> Int {
        let number: Int? = state.withLock { state in
            guard state.faults.count < Limits.faults else { return nil }
            state.count += 1
            state.faults.append((state.count, fault))
            return state.count
        }
        guard let number else { throw ControlError("there are \(Limits.faults) faults already") }
        changed.notify()
        return number
    }

    var listing: [Listing] {
        state.withLock { state in
            state.faults.map { entry in
                Listing(
                    number: entry.number, fault: entry.fault,
                    held: state.held.count { $0.number == entry.number })
            }
        }
    }

    /// Removes one fault, or all, and lets go what they held.
    /// - Returns: how many faults were removed.
    @discardableResult
    func remove(_ number: Int? = nil) -> Int {
        let removed = state.withLock { state in
            let before = state.faults.count
            state.faults.removeAll { number == nil || $0.number == number }
            return before - state.faults.count
        }
        release(number)
        return removed
    }

    /// Lets go the requests and answers that a fault holds, or all.
    /// - Returns: how many there were.
    @discardableResult
    func release(_ number: Int? = nil) -> Int {
        let released = state.withLock { state in
            let chosen = state.held.filter { number == nil || $0.number == number }
            state.held.removeAll { number == nil || $0.number == number }
            return chosen
        }
        for held in released { held.resume() }
        changed.notify()
        return released.count
    }

    /// Whether connections are refused now.
    var refuses: Bool { state.withLock { $0.faults.contains { $0.fault.kind == .refuse } } }

    /// When the next refusal ends by itself.
    var nextExpiry: ContinuousClock.Instant? {
        state.withLock { $0.faults.compactMap(\.fault.expires).min() }
    }

    /// Removes the refusals whose time is over.
    func removeExpired(at now: ContinuousClock.Instant) {
        state.withLock { $0.faults.removeAll { $0.fault.expires.map { $0 <= now } ?? false } }
        changed.notify()
    }

    // MARK: For connections

    /// The course of a request, and the number of the fault that says so; nil for the ordinary one.
    func course(method: String, path: String) -> (number: Int, course: Course)? {
        let found: (number: Int, course: Course)? = state.withLock { state in
            for index in state.faults.indices {
                let kind = state.faults[index].fault.kind
                guard kind != .refuse, kind != .resetAtAccept, state.faults[index].fault.matches(method: method, path: path),
                    Self.use(&state.faults[index].fault)
                else { continue }
                if kind == .random {
                    guard let course = state.faults[index].fault.mix?.next() else { continue }
                    state.faults[index].fault.hits += 1
                    return (state.faults[index].number, course)
                }
                state.faults[index].fault.hits += 1
                return (state.faults[index].number, state.faults[index].fault.course)
            }
            return nil
        }
        if found != nil { changed.notify() }
        return found
    }

    /// Whether a connection that was just accepted is to be reset.
    func resetsConnection() -> Bool {
        let resets = state.withLock { state in
            for index in state.faults.indices where state.faults[index].fault.kind == .resetAtAccept {
                guard Self.use(&state.faults[index].fault) else { continue }
                state.faults[index].fault.hits += 1
                return true
            }
            return false
        }
        if resets { changed.notify() }
        return resets
    }

    /// Counts one match down. False while the fault still waits for `after_n`, or once it is used up.
    private static func use(_ fault: inout Fault) -> Bool {
        if fault.skip > 0 {
            fault.skip -= 1
            return false
        }
        guard let remaining = fault.remaining else { return true }
        guard remaining > 0 else { return false }
        fault.remaining = remaining - 1
        return true
    }

    /// Keeps `resume` until the fault is released or removed; where it is gone already, at once.
    func hold(_ number: Int, resume: @escaping @Sendable () -> Void) {
        let isHeld = state.withLock { state in
            guard state.faults.contains(where: { $0.number == number }) else { return false }
            state.held.append((number, resume))
            return true
        }
        if isHeld { changed.notify() } else { resume() }
    }
}
