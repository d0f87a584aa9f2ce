import NIOCore

/// The bounds that the daemon itself sets; those of the wire, the contract, OY!'s side and the decisions stand in the
/// files of the same name beside them.
enum Limits {
    /// Connections of all callers together.
    static let connections = 16_384
    /// Descriptors that are kept for the ledger, OY! and the daemon itself.
    static let reservedDescriptors = 512
    /// Connections of one uid, in hundredths of what all may have.
    static let connectionsPerUserPercent = 75
    /// How long calls in flight may take to end after SIGTERM.
    static let drainTimeout = Duration.seconds(35)
    /// A payout that is UNKNOWN for longer is a matter for OY!'s support, and the log says so.
    static let unknownAlarmAge = Duration.seconds(15 * 60)
    /// Unicode scalars of a value in a log line; the rest is cut.
    static let logValueScalars = 1_024
    /// A callback's body is no larger.
    static let callbackBytes = 16_384
    /// Connections at the callback listener; further ones wait to be accepted.
    static let callbackConnections = 256
    /// How long such a connection may be silent, and how long it may last.
    static let callbackIdleTimeout = TimeAmount.seconds(10)
    static let callbackConnectionLifetime = TimeAmount.seconds(20)
    /// When OY! is asked to come again.
    static let callbackRetryAfterSeconds = 30
    /// How long refused requests of one kind are counted before another entry tells of them.
    static let refusalPause = Duration.seconds(60)
    /// A configuration file is no larger.
    static let configurationBytes = 1_048_576
}
