import NIOCore

/// The bounds that the daemon itself sets; those of the wire, the contract, OY!'s side and the decisions stand in the
/// files of the same name beside them.
enum Limits {
    /// Connections of all callers together.
    static let connections = 16_384
    /// Descriptors that are kept for the ledger and the daemon itself.
    static let reservedDescriptors = 384
    /// Connections of one uid, in hundredths of what all may have.
    static let connectionsPerUserPercent = 75
    /// Bytes of an answer to what the processor sends or asks of a payout, which has about one thousand. A longer one leaves the payout UNKNOWN.
    static let payoutAnswerBytes = 256 * 1024
    /// How long calls in flight may take to end after SIGTERM.
    static let drainTimeout = Duration.seconds(35)
    /// A payout that is UNKNOWN for longer is a matter for OY!'s support, and the log says so.
    static let unknownAlarmAge = Duration.seconds(15 * 60)
    /// How often is looked whether there is such a payout.
    static let unknownPause = Duration.seconds(15)
    /// How long what fails again and again is counted before another line of the log tells of it.
    static let repeatedLinePause = Duration.seconds(60)
    /// Unicode scalars of a value in a log line; the rest is cut.
    static let logValueScalars = 1_024
    /// How long a line about a call that went well may wait for others, to be written with them.
    static let logDelay = Duration.milliseconds(50)
    /// Bytes of lines that wait, at which they are written.
    static let logBytes = 32_768
    /// Bytes of lines that wait while nobody reads the log. What comes beyond them is lost; beyond half of them, what is said of
    /// calls that went well.
    static let logBacklogBytes = 1_048_576
    /// How often is looked whether the callers' socket is still there.
    static let socketPause = Duration.seconds(10)
    /// A callback's body is no larger.
    static let callbackBytes = 16_384
    /// Connections at the callback listener. The one that takes the last place has the oldest stranger's closed; if there is none, further ones
    /// wait to be accepted.
    static let callbackConnections = 256
    /// How long a request's head may take to come, whole, on such a connection.
    static let callbackHeadTimeout = TimeAmount.seconds(3)
    /// How long such a connection may be silent, and how long it may last.
    static let callbackIdleTimeout = TimeAmount.seconds(10)
    static let callbackConnectionLifetime = TimeAmount.seconds(20)
    /// How long its other end may take to close it once it is answered.
    static let callbackLinger = TimeAmount.seconds(1)
    /// When OY! is asked to come again.
    static let callbackRetryAfterSeconds = 30
    /// How long refused requests of one kind are counted before another entry tells of them.
    static let refusalPause = Duration.seconds(60)
    /// A configuration file is no larger.
    static let configurationBytes = 1_048_576
    /// Aliases (`*name`) in one: what so many can make of it is some thousand times what is written.
    static let configurationAliases = 24
    /// Bytes for a user's or a group's record: so many at first, and at most.
    static let accountBytes = 16_384...16_777_216
    /// Levels of a configuration's document that are compared with another's.
    static let configurationDepth = 16
    /// Changed keys that an entry or a log line names; the rest is counted.
    static let changedKeysNamed = 20

    /// Bytes of a Unix socket's name: the kernel's array, less the NUL at its end.
    static let socketNameBytes = 107

    /// Of a request at the callbacks' listener or that of the metrics: bytes of one header field, bytes of all, and how many there may be.
    static let headerFieldBytes = 8_192
    static let headerBytes = 32_768
    static let headerFields = 64

    // MARK: Metrics

    /// Combinations of label values of one metric; those beyond are counted as `other`.
    static let seriesPerMetric = 5_000
    /// Connections to the metrics' listener. The one that takes the last place has that closed which has gone longest without a whole head.
    static let metricsConnections = 64
    /// How long the head of the first request on one of them may take to come, whole.
    static let metricsHeadTimeout = TimeAmount.seconds(3)
    /// How long one of them may be silent.
    static let metricsIdleSeconds: Int64 = 60
    /// How long one that reads nothing of what it asked for may stay, and how long any after the server is told to stop.
    static let stalledReaderHandler = TimeAmount.seconds(30)
    static let stoppingReader = TimeAmount.seconds(2)

    // MARK: Credentials

    /// Larger files are no credentials.
    static let credentialFileBytes = 4_096
    /// For so long nothing may change before changed credentials are read: two files are written one after the other.
    static let credentialsQuiet = Duration.milliseconds(200)
    /// But after so long they are read all the same.
    static let credentialsPatience = Duration.seconds(2)
    /// How often the files are looked at where no event tells of a change (network file systems).
    static let credentialsPoll = Duration.seconds(30)
    /// Files that change while they are read are read again, so often.
    static let credentialsReadings = 5
}
