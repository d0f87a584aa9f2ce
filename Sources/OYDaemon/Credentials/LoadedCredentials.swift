import Gateway
import HostFiles
import Upstream

/// The credentials as they were read, and when.
struct LoadedCredentials: Sendable {
    let pair: Credentials
    let loadedAt: WallTime

    /// Reads both files as they stand together: where one of them changes while they are read, both are read again.
    ///
    /// - Parameter previous: those in force.
    /// - Throws: a sentence for each file that names it and what is wrong with it.
    init(
        _ files: Configuration.CredentialFiles, for origin: BaseURL, at now: WallTime, after previous: Credentials? = nil
    ) throws(Findings) {
        let paths = [files.usernameFile, files.apiKeyFile]
        var readings = 0
        while true {
            readings += 1
            let before = paths.map(FileMark.init)
            let pair = try Self.pair(files, for: origin, after: previous)
            if before == paths.map(FileMark.init) {
                self.pair = pair
                loadedAt = now
                return
            }
            guard readings < Limits.credentialsReadings else {
                throw Findings("\(files.apiKeyFile): changes all the time while it is read")
            }
        }
    }

    private static func pair(
        _ files: Configuration.CredentialFiles, for origin: BaseURL, after previous: Credentials?
    ) throws(Findings) -> Credentials {
        var findings: [String] = []
        func read(_ path: String) -> Secret? {
            do {
                return try CredentialFile.read(path)
            } catch {
                findings.append("\(error)")
                return nil
            }
        }
        let username = read(files.usernameFile)
        let apiKey = read(files.apiKeyFile)
        guard let username, let apiKey else { throw Findings(findings) }
        do {
            return try Credentials(username: username, apiKey: apiKey, for: origin, after: previous)
        } catch {
            let path = error.field == .username ? files.usernameFile : files.apiKeyFile
            throw Findings("\(path): \(error.fault.rawValue)")
        }
    }
}

/// Which file a path leads to, and in which state: equal marks before and after mean that nothing changed meanwhile.
private struct FileMark: Equatable {
    private let way: PathWalk
    private let status: FileStatus?

    init(_ path: String) {
        way = PathWalk(following: path)
        status = FileStatus(of: way.end)
    }
}
