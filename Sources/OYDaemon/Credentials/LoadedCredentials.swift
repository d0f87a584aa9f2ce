import Gateway
import Upstream

/// The credentials as they were read, and when.
struct LoadedCredentials: CredentialsSource {
    let current: Credentials
    let loadedAt: WallTime

    /// - Throws: a sentence that names the file and what is wrong with it.
    init(_ files: Configuration.CredentialFiles, at now: WallTime) throws {
        let username = try CredentialFile.read(files.usernameFile)
        let apiKey = try CredentialFile.read(files.apiKeyFile)
        do {
            current = try Credentials(username: username, apiKey: apiKey)
        } catch {
            let path = error.field == .username ? files.usernameFile : files.apiKeyFile
            throw CredentialFile.Failure(path: path, problem: error.fault.rawValue)
        }
        loadedAt = now
    }
}
