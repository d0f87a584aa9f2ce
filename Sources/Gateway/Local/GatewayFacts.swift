/// What `GetInfo` tells of the process.
public struct GatewayFacts: Sendable {
    public var version: String
    public var startedAt: WallTime
    public var baseURL: String
    /// In which a day is a day, as the IANA database names it.
    public var timeZone: String
    public var credentialsLoadedAt: @Sendable () -> WallTime
    /// The names of the alarms that stand while this is open; nil: the ledger can't be read.
    public var alarms: @Sendable (OpenSummary?) -> [String]

    public init(
        version: String, startedAt: WallTime, baseURL: String, timeZone: String, credentialsLoadedAt: @escaping @Sendable () -> WallTime,
        alarms: @escaping @Sendable (OpenSummary?) -> [String]
    ) {
        self.version = version
        self.startedAt = startedAt
        self.baseURL = baseURL
        self.timeZone = timeZone
        self.credentialsLoadedAt = credentialsLoadedAt
        self.alarms = alarms
    }
}
