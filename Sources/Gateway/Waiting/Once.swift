import Synchronization

/// A value that is awaited once and comes once: what comes first counts.
final class Once<Value: Sendable>: Sendable {
    private enum State {
        case empty
        /// Resumed by whoever takes it out of here, so exactly once: nobody needs to check that at run time.
        case awaited(UnsafeContinuation<Value, Never>)
        case come(Value)
        case over
    }

    private let state = Mutex(State.empty)

    /// Gives the value. Whatever was given before stays.
    func come(_ value: Value) {
        let waiting = state.withLock { state -> UnsafeContinuation<Value, Never>? in
            switch state {
            case .empty:
                state = .come(value)
                return nil
            case .awaited(let continuation):
                state = .over
                return continuation
            case .come, .over:
                return nil
            }
        }
        waiting?.resume(returning: value)
    }

    /// Waits for the value. To be called once. A cancelled task waits on: whoever cancels it gives a value.
    func value() async -> Value {
        await withUnsafeContinuation { continuation in
            let here = state.withLock { state -> Value? in
                switch state {
                case .empty:
                    state = .awaited(continuation)
                    return nil
                case .come(let value):
                    state = .over
                    return value
                case .awaited, .over:
                    preconditionFailure("awaited twice")
                }
            }
            if let here { continuation.resume(returning: here) }
        }
    }
}
