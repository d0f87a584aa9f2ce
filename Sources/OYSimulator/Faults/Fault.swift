/// A scripted fault: which requests meet it, how often, and what happens to them.
struct Fault: Sendable {
    /// The kinds, in the words of the control API. docs/simulator.md describes each.
    enum Kind: String, Sendable, CaseIterable {
        case refuse
        case resetAtAccept = "reset_at_accept"
        case closeBeforeReading = "close_before_reading"
        case closeBeforeProcessing = "close_before_processing"
        case closeAfterProcessing = "close_after_processing"
        case closeMidAnswer = "close_mid_answer"
        case delay
        case status
        case html
        case cutJSON = "cut_json"
        case emptyBody = "empty_body"
        case code
        case duplicateAnswer = "duplicate_answer"
        case foreignAnswer = "foreign_answer"
        case answer
        case random
    }

    var kind: Kind
    /// Which requests meet it; nil means every one.
    var path: PathPattern?
    var method: String?
    /// How many requests it still meets; nil means that it never runs out.
    var remaining: Int?
    /// How many matching requests pass unharmed first.
    var skip: Int
    /// What happens. Not used by `refuse` and `reset_at_accept`, which happen to connections.
    var course: Course
    /// When a refusal ends; nil means that it lasts until the fault is deleted.
    var expires: ContinuousClock.Instant?
    var mix: RandomMix?
    /// How many requests or connections it met.
    var hits = 0

    func matches(method: String, path: String) -> Bool {
        (self.method == nil || self.method == method) && (self.path?.matches(path) ?? true)
    }

    /// A seeded choice among courses: each matching request meets one of them with `percent` in a hundred.
    struct RandomMix: Sendable {
        var draw: SplitMix64
        var percent: Int
        var courses: [Course]

        mutating func next() -> Course? {
            guard Int.random(in: 0..<100, using: &draw) < percent else { return nil }
            return courses.randomElement(using: &draw)
        }
    }
}

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
