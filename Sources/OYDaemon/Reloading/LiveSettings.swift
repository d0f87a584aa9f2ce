import Gateway
public import Logging
import Synchronization

/// What may change while the daemon serves, besides the callers.
public final class LiveSettings: Sendable {
    private let level: Atomic<Int>
    private let deadlineNanoseconds: Atomic<Int64>

    public init(_ configuration: Configuration) {
        level = Atomic(configuration.log.level.rank)
        deadlineNanoseconds = Atomic(configuration.defaultDeadline.wholeNanoseconds)
    }

    /// How severe an event must be to be logged.
    public var logLevel: Logger.Level {
        Configuration.Log.Level.allCases[level.load(ordering: .relaxed)].ofLogger
    }

    /// The deadline of a call that brings none.
    var defaultDeadline: Duration {
        .nanoseconds(deadlineNanoseconds.load(ordering: .relaxed))
    }

    func apply(_ configuration: Configuration) {
        level.store(configuration.log.level.rank, ordering: .relaxed)
        deadlineNanoseconds.store(configuration.defaultDeadline.wholeNanoseconds, ordering: .relaxed)
    }
}

extension Configuration.Log.Level {
    fileprivate var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }

    fileprivate var ofLogger: Logger.Level {
        switch self {
        case .debug: .debug
        case .info: .info
        case .warning: .warning
        case .error: .error
        }
    }
}
