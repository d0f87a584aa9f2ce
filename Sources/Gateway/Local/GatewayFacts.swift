/// What `GetInfo` tells of the process.
public struct GatewayFacts: Sendable {
    public var version: String
    public var startedAt: WallTime
    public var baseURL: String
    public var credentialsLoadedAt: @Sendable () -> WallTime

    public init(
        version: String, startedAt: WallTime, baseURL: String, credentialsLoadedAt: @escaping @Sendable () -> WallTime
    ) {
        self.version = version
        self.startedAt = startedAt
        self.baseURL = baseURL
        self.credentialsLoadedAt = credentialsLoadedAt
    }
}
