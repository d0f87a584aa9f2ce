public import Gateway

/// Everything an operator decides, read from one YAML file (design, "Configuration").
public struct Configuration: Sendable, Equatable {
    public var socket: Socket
    public var upstream: Upstream
    public var credentials: CredentialFiles
    public var defaultDeadline: Duration
    public var callers: [Caller]
    public var log: Log

    /// The Unix socket on which callers are served.
    public struct Socket: Sendable, Equatable {
        public var path: String
        /// Permission bits of the socket file.
        public var mode: UInt16 = 0o660
        /// Group that owns the socket file; the daemon's own where nil.
        public var group: String?
    }

    /// OY!.
    public struct Upstream: Sendable, Equatable {
        public var baseURL: String
        /// Further roots to trust, in PEM.
        public var caFile: String?
        public var usernameHeader = "X-OY-Username"
        public var apiKeyHeader = "X-Api-Key"
        public var attemptTimeout = Duration.seconds(30)
        /// A CONNECT proxy, `http://host:port`.
        public var proxy: String?
        /// RPC name (`InquireAccount`) to path template, where the service differs from its documentation.
        public var paths: [String: String] = [:]
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
