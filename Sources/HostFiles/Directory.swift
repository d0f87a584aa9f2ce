import Glibc

/// The folder in which a file of the daemon's stands, or is to be made.
public enum Directory {
    /// Why somebody else could put a file of his own where the daemon's is expected; nil where nobody can. A sticky folder
    /// is no place for it either: its file is safe while it is there, but not its name when it is not.
    ///
    /// - Parameter directory: absolute.
    public static func whyOthersCanExchange(_ directory: String) -> String? {
        let way = PathWalk(following: directory)
        if let problem = way.problem { return problem }
        guard let status = FileStatus(of: way.end), status.isWritableByOthers else { return nil }
        return "\(way.end) has mode \(status.modeText): others can put files there"
    }

    /// Why this process can make no file there; nil where it can.
    public static func whyNothingCanBeMade(in directory: String) -> String? {
        access(directory, W_OK | X_OK) == 0 ? nil : SystemReason.last
    }
}
