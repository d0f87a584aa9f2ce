import Glibc
import HostFiles

/// What can be said of the socket before it is made.
enum SocketCheck {
    /// The number of the group that is to own the file; nil for the daemon's own.
    static func group(of socket: Configuration.Socket) throws(Findings) -> UInt32? {
        guard let name = socket.group else { return nil }
        let found: UInt32?
        do {
            found = try SystemAccounts().gid(ofGroup: name)
        } catch {
            throw Findings("\(name) \(error)")
        }
        guard let gid = found else { throw Findings("there is no group \(name)") }
        guard mayGive(gid) else {
            throw Findings("this process is not in the group \(name) and can't give it the socket; add its user to that group")
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

    static func findings(_ socket: Configuration.Socket) -> [String] {
        // One that is there already may be the service manager's, in a folder that is root's.
        findings(at: socket.path, isToBeMade: !isThere(socket))
    }

    /// What is wrong with the place of a socket: callers would hand their payments to whoever put his own there, and OY!'s
    /// callbacks, with the token, would be heard by him, who could keep them to himself.
    ///
    /// - Parameter isToBeMade: whether this process must be able to make one.
    static func findings(at path: String, isToBeMade: Bool) -> [String] {
        let directory = PathParts(path).folder
        if let file = FileStatus(of: path), file.kind != .socket {
            return ["\(path): something that is not a socket is there"]
        }
        if isToBeMade, let problem = Directory.whyNothingCanBeMade(in: directory) {
            return ["no socket can be made in \(directory): \(problem)"]
        }
        return Directory.whyOthersCanExchange(directory).map { [$0] } ?? []
    }
}
