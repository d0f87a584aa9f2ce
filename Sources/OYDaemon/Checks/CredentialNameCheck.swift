import Glibc
import HostFiles

/// Names of credentials that systemd does not hand over.
///
/// They are looked for before the files are read, since what can't be read is told by its path: the secret itself may have been
/// pasted in place of a name, and would stand in log and ledger.
enum CredentialNameCheck {
    /// A sentence for each that is written down and is not there; it does not quote the name.
    ///
    /// - Parameter directory: where systemd hands them over, if it does.
    static func findings(_ document: ConfigurationDocument, in directory: String?) -> [String] {
        let configuration = document.configuration
        let files = [
            ("credentials.username_file", configuration.credentials.usernameFile),
            ("credentials.api_key_file", configuration.credentials.apiKeyFile),
        ] + (configuration.callbacks.map { [("callbacks.token_file", $0.tokenFile)] } ?? [])
        return files.compactMap { key, path in
            guard document.isWritten(key), PathParts(path).folder == directory, isMissing(path) else { return nil }
            return document.finding("names no credential that systemd hands over", at: key)
        }
    }

    /// A key may also be longer than any name.
    private static func isMissing(_ path: String) -> Bool {
        access(path, F_OK) != 0 && (errno == ENOENT || errno == ENAMETOOLONG)
    }
}
