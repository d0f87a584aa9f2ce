/// What stands in the way, in the operator's words, a sentence each: everything that was found, not only the first.
struct Findings: Error, Equatable, CustomStringConvertible {
    var all: [String]

    init(_ all: [String]) {
        self.all = all
    }

    init(_ finding: String) {
        all = [finding]
    }

    var description: String { all.joined(separator: "\n") }
}
