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
