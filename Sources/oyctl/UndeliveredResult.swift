/// The call is over, and nobody could be told what came of it.
struct UndeliveredResult: Error, CustomStringConvertible {
    /// What could not be done with the answer, and why.
    let what: String
    var description: String { "the call was made and ended OK, but its answer could not be \(what)" }
}
