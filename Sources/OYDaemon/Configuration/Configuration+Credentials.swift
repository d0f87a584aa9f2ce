import Glibc
import HostFiles

extension Configuration {
    /// The folder in which systemd hands a unit its credentials; nil where there is none. A relative one is none.
    public static var systemdCredentialsDirectory: String? {
        getenv("CREDENTIALS_DIRECTORY").map { String(cString: $0) }.flatMap { PathParts.isAbsolute($0) ? $0 : nil }
    }

    /// The two files: as they are configured, or `username` and `api-key` of systemd's credentials where they are not.
    ///
    /// - Parameter directory: systemd's `$CREDENTIALS_DIRECTORY`, where there is one.
    static func credentialFiles(
        _ node: YAMLNode?, root: YAMLNode, directory: String?
    ) throws(ConfigurationError) -> CredentialFiles {
        let members = try node?.members(["username_file", "api_key_file"])
        return CredentialFiles(
            usernameFile: try file("username_file", orCredential: "username", members, root: root, directory),
            apiKeyFile: try file("api_key_file", orCredential: "api-key", members, root: root, directory))
    }

    private static func file(
        _ key: String, orCredential name: String, _ members: YAMLMembers?, root: YAMLNode, _ directory: String?
    ) throws(ConfigurationError) -> String {
        if let node = members?[key] { return try node.secretPath(in: directory) }
        guard let directory else {
            if let members { throw members.node.error("\(key) is missing, and $CREDENTIALS_DIRECTORY is not set") }
            throw root.error("credentials is missing, and $CREDENTIALS_DIRECTORY is not set")
        }
        return "\(directory)/\(name)"
    }
}
