public import Gateway
public import Upstream

/// Everything an operator decides, read from one YAML file (docs/configuration.md).
public struct Configuration: Sendable {
    public var socket: Socket
    public var upstream: UpstreamConfiguration
    /// RPC name (`InquireAccount`) to path, where the service differs from its documentation.
    public var paths: [String: String]
    public var credentials: CredentialFiles
    public var ledger: Ledger
    public var payouts: PayoutSettings
    public var defaultDeadline: Duration
    public var callers: [Caller]
    /// Where metrics are served; nowhere where nil.
    public var metrics: ListenAddress?
    public var log: Log
    /// What a day is, for the limits of callers and for lists.
    public var calendar: BusinessCalendar
    /// Nil: no callbacks are received.
    var callbacks: Callbacks?
    public var events: EventSettings

    /// The Unix socket on which callers are served.
    public struct Socket: Sendable, Equatable {
        public var path: String
        /// Permission bits of the socket file.
        public var mode: UInt16 = 0o660
        /// Group that owns the socket file; the daemon's own where nil.
        public var group: String?
    }

    /// The files that hold what must not stand in the configuration.
    public struct CredentialFiles: Sendable, Equatable {
        public var usernameFile: String
        public var apiKeyFile: String
    }

    /// What is logged to standard error.
    public struct Log: Sendable, Equatable {
        public enum Level: String, CaseIterable, Sendable {
            case debug, info, warning, error
        }

        public enum Format: String, CaseIterable, Sendable {
            case text, json
        }

        public var level = Level.info
        public var format = Format.text
    }
}
