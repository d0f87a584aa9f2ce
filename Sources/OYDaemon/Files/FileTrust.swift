import Glibc

/// Whether others could change a file that decides about money or the key: whoever can write the configuration can give
/// themselves every right in it, and whoever can write the CA file can pose as OY!.
enum FileTrust {
    /// Why a file is not read.
    enum Problem: Equatable, CustomStringConvertible {
        /// It is not there, or is none that can be read again.
        case unusable(String)
        /// Others could change it.
        case untrusted(String)

        var description: String {
            switch self {
            case .unusable(let text), .untrusted(let text): text
            }
        }
    }

    /// What is wrong with the file or the way to it; nil where it is a plain file that only root and this process's user can change.
    ///
    /// - Parameter path: from the root, or from the working directory.
    static func problem(with path: String) -> Problem? {
        guard let absolute = absolute(path) else { return .unusable("the working directory: \(String(cString: strerror(errno)))") }
        let way = PathWalk(following: absolute)
        if let problem = way.missing { return .unusable(problem) }
        if let problem = way.untrusted { return .untrusted(problem) }
        guard let status = FileStatus(of: way.end) else { return .unusable(String(cString: strerror(errno))) }
        guard status.kind == .plain else { return .unusable("is not a plain file") }
        guard status.isOwned() else {
            return .untrusted("belongs to uid \(status.uid), which is neither root nor this process's")
        }
        return status.isWritableByOthers ? .untrusted("has mode \(status.modeText): others can change it") : nil
    }

    /// Nil with `errno` where nobody can say where the process is.
    private static func absolute(_ path: String) -> String? {
        if PathWalk.isAbsolute(path) { return path }
        guard let here = getcwd(nil, 0) else { return nil }
        defer { free(here) }
        return "\(String(cString: here))/\(path)"
    }
}
