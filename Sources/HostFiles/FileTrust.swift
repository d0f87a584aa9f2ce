import Glibc

/// Whether others could change a file that decides about money or the key: whoever can write the configuration can give
/// themselves every right in it, and whoever can write the CA file can pose as OY!.
public enum FileTrust {
    /// Why a file is not read.
    public enum Problem: Equatable, Sendable, CustomStringConvertible {
        /// It is not there, or is none that can be read again.
        case unusable(String)
        /// Others could change it.
        case untrusted(String)

        public var description: String {
            switch self {
            case .unusable(let text), .untrusted(let text): text
            }
        }
    }

    /// What is wrong with the file or the way to it; nil where it is a plain file that only root and this process's user can change.
    ///
    /// - Parameter path: from the root, or from the working directory.
    public static func problem(with path: String) -> Problem? {
        guard let absolute = PathParts.absolute(path) else { return .unusable("the working directory: \(SystemReason.last)") }
        let way = PathWalk(following: absolute)
        if let problem = way.missing { return .unusable(problem) }
        if let problem = way.untrusted { return .untrusted(problem) }
        guard let status = FileStatus(of: way.end) else { return .unusable(SystemReason.last) }
        guard status.kind == .plain else { return .unusable("is not a plain file") }
        guard status.isOwned() else {
            return .untrusted("belongs to uid \(status.uid), which is neither root nor this process's")
        }
        return status.isWritableByOthers ? .untrusted("has mode \(status.modeText): others can change it") : nil
    }
}
