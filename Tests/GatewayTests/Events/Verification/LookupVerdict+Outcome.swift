import Contract

@testable import Gateway

extension LookupVerdict {
    /// What follows, in words: what is told, as OY!'s names of the payments, and what comes then.
    ///
    /// - Parameter last: when the last look is due.
    func outcome(last: WallTime) -> String {
        func then(_ time: WallTime) -> String { time == last ? "once more" : "again" }
        switch self {
        case .lookAgain(let time): return then(time)
        case .tellAndLookAgain(let drafts, let claimed, let time):
            let identities = drafts.compactMap(\.identity).joined(separator: " ")
            return "tell \(identities)\(claimed == drafts.count ? "" : " (\(claimed) claimed)"), \(then(time))"
        case .conclude(let conclusion, let drafts):
            return ([conclusion.rawValue.lowercased()] + drafts.compactMap(\.identity)).joined(separator: " ")
        }
    }

    /// What is told once it is settled.
    var told: [Message] {
        guard case .conclude(_, let drafts) = self else { return [] }
        return drafts.compactMap { $0.kind.message(of: $0.facts) }
    }
}
