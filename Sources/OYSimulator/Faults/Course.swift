/// The course that a request takes instead of the ordinary one: read, perhaps wait, perhaps process, perhaps wait,
/// then end in some way.
struct Course: Sendable {
    /// The kind of fault, for the record.
    var name: Fault.Kind
    /// Cut the connection as soon as the head is there.
    var closesAtHead = false
    var before: Hold?
    /// Whether the request is processed as if nothing were wrong.
    var processes = true
    var after: Hold?
    var ending: Ending = .answer
    /// Whether a connection that is cut is reset (RST) rather than closed (FIN).
    var resets = false

    /// A pause of the request or of its answer.
    enum Hold: Sendable, Equatable {
        case milliseconds(Int)
        /// Until the control API releases it.
        case untilReleased
    }

    enum Ending: Sendable {
        /// The answer as it is.
        case answer
        /// No answer.
        case close
        /// The head, so many bytes of the body (nil: half), then a cut.
        case closeMidAnswer(bodyBytes: Int?)
        /// The answer, twice.
        case duplicate
        /// The answer with half of its body, well-formed as HTTP.
        case halfBody
        /// The answer with no body.
        case noBody
        /// Another answer.
        case replace(Replacement)
        /// Another answer, and after a pause the answer as it is.
        case precede(Replacement, milliseconds: Int)
    }

    /// An answer that the simulated OY! did not give.
    struct Replacement: Sendable {
        var status: Int
        var headers: [(String, String)]
        var body: String
    }
}
