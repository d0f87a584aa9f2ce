/// Why not all of an account's payments are known.
enum BookGap: Error, Sendable, Equatable {
    /// OY! could not be asked: that proves nothing, however long it lasts.
    case notAsked(String)
    /// OY! answers, and asking again may never bring more.
    case notSaid(String)
    /// What is too old to be told was left out, at a look from which nothing is concluded.
    case notNeeded

    /// What an operator should know of it.
    var cause: String? {
        switch self {
        case .notAsked(let cause), .notSaid(let cause): cause
        case .notNeeded: nil
        }
    }

    var isNotSaid: Bool {
        if case .notSaid = self { true } else { false }
    }
}
