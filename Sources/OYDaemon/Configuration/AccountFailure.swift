/// Why nobody can say whether there is a user or a group of some name.
struct AccountFailure: Error, Equatable, CustomStringConvertible {
    /// The system's words.
    let reason: String
    var description: String { "can't be looked up: \(reason)" }
}
