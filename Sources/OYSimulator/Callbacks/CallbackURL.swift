/// Where callbacks go: an `http` URL, to whose path the kind is added (`…/va`), unless it says where with `{kind}`.
struct CallbackURL: Sendable, Equatable, CustomStringConvertible {
    let host: String
    let port: Int
    private let path: String
    private let text: String

    /// Nil unless `text` is `http://host[:port][/path]` in printable ASCII, without blanks.
    init?(_ text: String) {
        let scheme = "http://"
        guard text.hasPrefix(scheme), text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return nil }
        let rest = text.dropFirst(scheme.count)
        let authority = rest.prefix { $0 != "/" }
        var host = authority
        var port = 80
        if let colon = authority.lastIndex(of: ":"), !authority.hasSuffix("]") {
            guard let number = UInt16(authority[authority.index(after: colon)...]), number > 0 else { return nil }
            port = Int(number)
            host = authority[..<colon]
        }
        if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
        guard !host.isEmpty, !host.contains("@") else { return nil }
        self.host = String(host)
        self.port = port
        path = String(rest.dropFirst(authority.count))
        self.text = text
    }

    var authority: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

    /// The request target of one kind.
    func target(for kind: Callback.Kind) -> String {
        let pieces = path.split(separator: "{kind}", omittingEmptySubsequences: false)
        if pieces.count > 1 { return pieces.joined(separator: kind.rawValue) }
        return (path.hasSuffix("/") ? String(path.dropLast()) : path) + "/" + kind.rawValue
    }

    var description: String { text }
}
