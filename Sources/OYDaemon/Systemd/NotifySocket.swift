import CHost

/// The service manager's end of `sd_notify(3)`: a datagram socket at `$NOTIFY_SOCKET`, a path or, after an `@`, a name in
/// the abstract namespace. A few lines, in place of a library of the manager's.
struct NotifySocket: Sendable {
    private let name: [UInt8]

    /// Nil where no manager listens.
    init?(_ environment: [String: String]) {
        guard let text = environment["NOTIFY_SOCKET"] else { return nil }
        self.init(name: text)
    }

    /// Nil for a name that is neither a path nor an abstract one, or is too long.
    init?(name text: String) {
        var name = Array(text.utf8)
        guard name.count > 1, name.count <= Limits.socketNameBytes, !name.contains(0) else {
            return nil
        }
        switch name[0] {
        case UInt8(ascii: "/"): break
        case UInt8(ascii: "@"): name[0] = 0
        default: return nil
        }
        self.name = name
    }

    /// Sends the messages as one datagram. Waits at most a second; failures are ignored.
    func send(_ messages: NotifyMessage...) {
        let bytes = Array(messages.map(\.line).joined(separator: "\n").utf8)
        _ = oy_send_datagram(name, UInt(name.count), bytes, UInt(bytes.count))
    }
}
