import Upstream

/// Whether the API key would be found where OY!, or a callback, shows it.
enum KeyLengthCheck {
    /// A sentence for an operator; it does not say how long the key is.
    static func warnings(_ credentials: Credentials, in files: Configuration.CredentialFiles) -> [String] {
        guard !credentials.canBeMasked else { return [] }
        return [
            """
            \(files.apiKeyFile): the key is too short to be told from other text: where OY! or a callback shows it, it is not \
            masked, and goes into the ledger, the log, answers and events; ask OY! for a longer one
            """
        ]
    }
}
