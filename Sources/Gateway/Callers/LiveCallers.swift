import Synchronization

/// The callers as they are configured now: each call is judged by those that are in force when it is admitted, and
/// another configuration takes their place all at once.
public final class LiveCallers: Sendable {
    private let directory: Mutex<CallerDirectory>

    public init(_ directory: CallerDirectory) {
        self.directory = Mutex(directory)
    }

    public var current: CallerDirectory {
        directory.withLock { $0 }
    }

    /// From now on these are served, and nobody else. Calls that were admitted before go on.
    public func replace(by directory: CallerDirectory) {
        self.directory.withLock { $0 = directory }
    }
}
