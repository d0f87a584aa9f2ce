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

    /// The id in the path, where an answer repeats it in its member `id`: with another one it is no answer to this call. One that has none may be.
    /// Nil if answers repeat none.
    public var idInAnswer: String?

    public init(verb: Verb, target: String, body: [UInt8]? = nil, nameInAnswer: String? = nil, idInAnswer: String? = nil) {
        self.verb = verb
        self.target = target
        self.body = body
        self.nameInAnswer = nameInAnswer
        self.idInAnswer = idInAnswer
    }
}
