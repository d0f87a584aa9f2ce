/// Every bound of this target. The defaults are members of `UpstreamConfiguration`; of them an operator may change
/// `attemptTimeout`, and tests all.
enum Limits {
    // Defaults

    /// How long one attempt may take from the moment it is asked for.
    static let attemptTimeout: Duration = .seconds(30)
    /// How long name resolution, TCP, proxy and TLS together may take.
    static let connectTimeout: Duration = .seconds(5)
    /// Connections to OY! per event loop.
    static let connections = 64
    /// Connections per event loop that are kept open without work: all of them, for a while. Calls come in bursts, and
    /// one that is closed between two of them costs the next one a TLS handshake, which is dearer than ten calls.
    static let idleConnections = connections
    /// How long an unused connection is kept: less than the 60 s after which common load balancers close it on their side.
    static let idleTimeout: Duration = .seconds(45)
    /// Bytes of an answer's body, after any transfer coding.
    static let answerBytes = 4 * 1024 * 1024

    // Fixed

    /// The shortest and longest time-outs that a configuration may ask for.
    static let timeouts: ClosedRange<Duration> = .milliseconds(1)...(.seconds(600))
    /// The most connections per event loop that a configuration may ask for.
    static let mostConnections = 4096
    /// The largest answer limit that a configuration may ask for.
    static let mostAnswerBytes = 64 * 1024 * 1024
    /// Attempts per event loop that may wait for a connection; the next one is told `no_connection_free` at once.
    static let waiters = 8192
    /// Bytes of a credential: servers commonly refuse longer header lines.
    static let credentialBytes = 4096
    /// The shortest API key that is looked for in answers and callbacks: what is shorter may stand there by chance.
    static let maskedKeyBytes = 16
    /// Bytes of all answers' bodies that are being read, beyond those that do not count: as many as sixteen of the largest.
    static let answersBytes = 64 * 1024 * 1024
    /// A body of up to so many bytes does not count towards that.
    static let uncountedAnswerBytes = 64 * 1024
    /// Bytes of one header of an answer, name and value.
    static let answerHeaderBytes = 16 * 1024
    /// Bytes of all headers of an answer together.
    static let answerHeadersBytes = 64 * 1024
    /// Headers of an answer.
    static let answerHeaders = 128
    /// What an answer may cost on the wire beyond its body: status line, headers, 1xx answers, chunk framing.
    static let answerOverheadBytes = 512 * 1024
    /// How long a connection that has served before must bring nothing else after an answer that does not name what it is about. An
    /// earlier answer that came twice or late is followed by the right one, for which OY! takes less than this as a rule.
    static let silence: Duration = .seconds(1)
    /// What is set aside for a body because its Content-Length says so; the rest is found as it comes.
    static let reservedAnswerBytes = 64 * 1024
    /// Bytes of a request that a socket takes in one write: it is used only when those before have been answered.
    static let requestBytesTakenAtOnce = 4 * 1024
    /// The memory that a connection keeps for its next request.
    static let keptRequestBytes = 64 * 1024
    /// The longest wait that a `Retry-After` can ask for.
    static let retryAfter: Duration = .seconds(3600)
    /// How long TLS may take to say goodbye before the socket is closed anyway.
    static let farewell: Duration = .seconds(1)
}
