/// A path, without query and without the configured prefix, in which `*` stands for one segment, or, at the end, for
/// all that follow: `/api/accounts/*/balance`, `/api/*`.
struct PathPattern: Sendable, Equatable, CustomStringConvertible {
    let description: String
    private let segments: [Substring]

    init(_ text: String) {
        description = text
        segments = text.split(separator: "/")
    }

    func matches(_ path: String) -> Bool {
        let others = path.split(separator: "/")
        for (index, segment) in segments.enumerated() {
            if segment == "*", index == segments.count - 1 { return others.count > index }
            guard index < others.count, segment == "*" || segment == others[index] else { return false }
        }
        return others.count == segments.count
    }
}
