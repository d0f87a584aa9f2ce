import HostFiles

/// Paths, and what else is said of files.
extension YAMLNode {
    /// A path from the root: the daemon's working directory must not decide what is read.
    func absolutePath() throws(ConfigurationError) -> String {
        let path = try text()
        guard PathParts.isAbsolute(path) else { throw error("must be an absolute path") }
        return path
    }

    /// A path that a socket's address has room for.
    func socketPath() throws(ConfigurationError) -> String {
        let path = try absolutePath()
        guard path.utf8.count <= Limits.socketNameBytes else {
            throw error("a socket's path has at most \(Limits.socketNameBytes) bytes, this one \(path.utf8.count)")
        }
        return path
    }

    /// A file with a secret: an absolute path, or the name of one of the credentials that systemd hands over.
    ///
    /// Errors do not quote it: the secret itself may have been pasted in its place, and they go into log and ledger.
    ///
    /// - Parameter directory: systemd's `$CREDENTIALS_DIRECTORY`; nil where the daemon was not started with credentials.
    func secretPath(in directory: String?) throws(ConfigurationError) -> String {
        let path = try text()
        if PathParts.isAbsolute(path) { return path }
        guard !path.contains("/"), path != ".", path != ".." else {
            throw error("must be an absolute path, or the plain name of a credential that systemd hands over")
        }
        guard let directory else {
            throw error("must be an absolute path: $CREDENTIALS_DIRECTORY is not set, so this is no credential of systemd's")
        }
        return "\(directory)/\(path)"
    }

    /// Permission bits in octal, such as 0660.
    func fileMode() throws(ConfigurationError) -> UInt16 {
        guard let mode = UInt16(try text(), radix: 8), mode <= 0o777 else {
            throw error("must be permission bits in octal, such as \"0660\"")
        }
        return mode
    }
}
