import Glibc

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
        guard name.count > 1, name.count < MemoryLayout.size(ofValue: sockaddr_un().sun_path), !name.contains(0) else {
            return nil
        }
        switch name[0] {
        case UInt8(ascii: "/"): break
        case UInt8(ascii: "@"): name[0] = 0
        default: return nil
        }
        self.name = name
    }

    /// Sends the messages as one datagram. Waits a second at the most; a manager that does not listen is not our trouble.
    func send(_ messages: NotifyMessage...) {
        let bytes = Array(messages.map(\.line).joined(separator: "\n").utf8)
        let descriptor = socket(AF_UNIX, CInt(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        var patience = timeval(tv_sec: 1, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))

        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: name) }
        // An abstract name is as long as it is said to be; zeros behind it would be part of it.
        let length = MemoryLayout.offset(of: \sockaddr_un.sun_path).map { $0 + name.count } ?? 0
        withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                while sendto(descriptor, bytes, bytes.count, CInt(MSG_NOSIGNAL), address, socklen_t(length)) < 0,
                    errno == EINTR
                {}
            }
        }
    }
}
