internal import Glibc

/// What can be said of the socket before it is made.
enum SocketCheck {
    /// The number of the group that is to own the file; nil for the daemon's own.
    static func group(of socket: Configuration.Socket) throws(Findings) -> UInt32? {
        guard let name = socket.group else { return nil }
        guard let gid = SystemAccounts().gid(ofGroup: name) else {
            throw Findings("socket.group: there is no group \(name)")
        }
        guard mayGive(gid) else {
            throw Findings("socket.group: this process is not in the group \(name) and can't give it the socket; add its user to that group")
        }
        return gid
    }

    /// Whether the kernel lets this process give a file of its own to the group (chown(2)).
    private static func mayGive(_ gid: UInt32) -> Bool {
        if geteuid() == 0 || gid == getegid() { return true }
        var groups = [gid_t](repeating: 0, count: max(0, Int(getgroups(0, nil))))
        let count = getgroups(Int32(groups.count), &groups)
        return groups.prefix(max(0, Int(count))).contains(gid)
    }

    /// Whether there is a socket already: the service manager's, a running daemon's, or one that a dead daemon left.
    static func isThere(_ socket: Configuration.Socket) -> Bool {
        FileStatus(of: socket.path).map { $0.kind == .socket && $0.isOwned() } ?? false
    }

    /// Whoever put his own socket there would hear the token and what OY! says, and could keep it to himself.
    static func findings(ofCallbacksAt path: String) -> [String] {
        let directory = Directory.of(path)
        if let problem = Directory.whyNothingCanBeMade(in: directory) {
            return ["callbacks.listen: no socket can be made in \(directory): \(problem)"]
        }
        return Directory.whyOthersCanExchange(directory).map { ["callbacks.listen: \($0)"] } ?? []
    }

    static func findings(_ socket: Configuration.Socket) -> [String] {
        let directory = Directory.of(socket.path)
        if let file = FileStatus(of: socket.path), file.kind != .socket {
            return ["socket.path: \(socket.path): something that is not a socket is there"]
        }
        if !isThere(socket), let problem = Directory.whyNothingCanBeMade(in: directory) {
            return ["socket.path: no socket can be made in \(directory): \(problem)"]
        }
        // Callers would hand their payments to whoever put his own socket there.
        return Directory.whyOthersCanExchange(directory).map { ["socket.path: \($0)"] } ?? []
    }
}
