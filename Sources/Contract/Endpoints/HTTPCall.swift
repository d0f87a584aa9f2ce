/// A request to OY! in HTTP's terms, complete but for host and credentials.
public struct HTTPCall: Sendable, Equatable {
    /// The verbs that the contract uses.
    public enum Verb: String, Sendable {
        case get = "GET"
        case post = "POST"
        case put = "PUT"
    }

    public var verb: Verb
    /// Path and query below the base URL, percent-encoded, beginning with `/`.
    public var target: String
    /// JSON. Nil where the endpoint takes none.
    public var body: [UInt8]?
    /// What an answer to this call repeats as a JSON string, and an answer to another does not: the name of the payout that it is about.
    /// Nil if such answers can't be told apart.
    public var nameInAnswer: String?

    public init(verb: Verb, target: String, body: [UInt8]? = nil, nameInAnswer: String? = nil) {
        self.verb = verb
        self.target = target
        self.body = body
        self.nameInAnswer = nameInAnswer
    }
}
