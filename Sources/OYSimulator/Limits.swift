/// Every bound of the simulator, in one place. None of them is OY!'s: they keep a development tool from growing
/// without end or being hung by one client.
enum Limits {
    /// The largest request body: two KYC pictures in base64 fit.
    static let requestBodyBytes = 16 << 20
    /// How many pieces of later requests a connection may send ahead of its answers.
    static let partsSentAhead = 10_000
    /// Of each request, how much of the body is kept in the record.
    static let recordedBodyBytes = 64 << 10
    /// How many requests the record holds; the oldest are dropped first.
    static let recordedRequests = 10_000
    /// How many bytes of bodies and answers the record holds in all.
    static let recordedBytes = 64 << 20
    /// How many callbacks are remembered, sent or failed.
    static let recordedCallbacks = 10_000
    /// How many callbacks may wait for the network; more are dropped and recorded as such.
    static let queuedCallbacks = 10_000
    /// Minutes that OY! lets pass before it sends a callback again that was not answered with 2xx.
    static let callbackRetryMinutes = [0, 1, 2, 13, 47]
    /// How long one of those minutes may be made, in milliseconds.
    static let callbackMinuteMilliseconds = 0...60_000
    /// How often a callback may be sent at one request.
    static let callbacksAtOnce = 1_000
    /// How often an automatic callback may be sent, and how many may be collected for another order.
    static let callbackCopies = 100
    /// The longest a `wait=` query holds a control request open, in seconds.
    static let longestWaitSeconds = 60.0
    /// The longest delay that a fault may ask for, in milliseconds.
    static let longestDelayMilliseconds = 600_000
    /// How many faults can be scripted at once.
    static let faults = 1_000
    /// Nesting depth at which a JSON body is refused.
    static let jsonDepth = 32
    /// The largest page of a list.
    static let pageItems = 1_000
    /// The longest span of a mutations query, in days.
    static let mutationDays = 366
    /// How long a callback may take, in seconds.
    static let callbackSeconds: Int64 = 10
    /// The largest callback answer read.
    static let callbackAnswerBytes = 64 << 10
    /// Connection attempts that wait in the kernel.
    static let backlog = 1024
    /// How often binding again is tried after a `refuse` fault ends, and how long is waited before each.
    static let rebindAttempts = 100
    static let rebindPause: Duration = .milliseconds(50)
}
