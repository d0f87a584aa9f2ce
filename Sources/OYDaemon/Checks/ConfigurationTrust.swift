import Glibc

/// Whether others could change what decides about money: whoever can write the configuration can give himself every
/// right in it.
enum ConfigurationTrust {
    /// What is wrong with the file or the way to it; nil where only root and this process's user can change it.
    static func problem(with path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }  // Reading it will say why not.
        defer { free(resolved) }
        let way = PathWalk(following: path.hasPrefix("/") ? path : String(cString: resolved))
        if let problem = way.problem { return problem }
        guard let status = FileStatus(of: way.end), status.kind == .plain else { return nil }
        guard status.isOwned() else {
            return "belongs to uid \(status.uid), which is neither root nor this process's"
        }
        return status.isWritableByOthers ? "has mode \(status.modeText): others can change it" : nil
    }
}
