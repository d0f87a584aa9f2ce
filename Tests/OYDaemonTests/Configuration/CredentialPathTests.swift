import Testing

@testable import OYDaemon

/// Where the credentials' files are: as configured, or systemd's `$CREDENTIALS_DIRECTORY`.
@Suite struct CredentialPathTests {
    private func files(_ section: String, directory: String?) throws(ConfigurationError) -> Configuration.CredentialFiles {
        let yaml = ConfigurationTests.smallest.replacing(
            "credentials: { username_file: /etc/oyd/username, api_key_file: /etc/oyd/api-key }", with: section)
        return try Configuration(yaml: yaml, file: "oyd.yaml", accounts: FakeAccounts(), credentialsDirectory: directory).credentials
    }

    static let handedOver = "/run/credentials/oyd.service"

    @Test("What is not written down comes from systemd, and names are systemd's too", arguments: [
        ("", "/run/credentials/oyd.service/username", "/run/credentials/oyd.service/api-key"),
        ("credentials: {}", "/run/credentials/oyd.service/username", "/run/credentials/oyd.service/api-key"),
        ("credentials: { api_key_file: /k }", "/run/credentials/oyd.service/username", "/k"),
        (
            "credentials: { username_file: oy-user, api_key_file: oy-key }", "/run/credentials/oyd.service/oy-user",
            "/run/credentials/oyd.service/oy-key"
        ),
        ("credentials: { username_file: /u, api_key_file: /k }", "/u", "/k"),
    ])
    func systemd(section: String, username: String, apiKey: String) throws {
        #expect(try files(section, directory: Self.handedOver) == .init(usernameFile: username, apiKeyFile: apiKey))
    }

    @Test("Without systemd they must be written down", arguments: [
        ("", "oyd.yaml:1: credentials is missing, and $CREDENTIALS_DIRECTORY is not set"),
        ("credentials: { api_key_file: /k }", "oyd.yaml:3: credentials: username_file is missing, and $CREDENTIALS_DIRECTORY is not set"),
        ("credentials: { username_file: u, api_key_file: /k }", "oyd.yaml:3: credentials.username_file: must be an absolute path: "),
    ])
    func plain(section: String, complaint: String) {
        let error = #expect(throws: ConfigurationError.self) { try files(section, directory: nil) }
        #expect(error?.description.hasPrefix(complaint) == true, "\(error?.description ?? "")")
    }

    /// The key itself may have been pasted there.
    @Test("What is no path is not quoted", arguments: [nil, handedOver])
    func unquoted(directory: String?) {
        let secret = directory == nil ? "key-c41d5e0f7b9a4c83a6d2" : "key/c41d5e0f7b9a4c83a6d2"
        let error = #expect(throws: ConfigurationError.self) {
            try files("credentials: { username_file: /u, api_key_file: \(secret) }", directory: directory)
        }
        #expect(error?.description.contains("credentials.api_key_file: must be an absolute path") == true)
        #expect(error?.description.contains(secret) == false)
    }

    @Test("A name leads nowhere else", arguments: ["../key", "a/b", "..", "."])
    func names(name: String) {
        #expect(throws: ConfigurationError.self) {
            try files("credentials: { username_file: /u, api_key_file: \"\(name)\" }", directory: Self.handedOver)
        }
    }
}
