/// How OY! is reached. Every member has a documented default but the base URL.
public struct UpstreamConfiguration: Sendable {
    /// Scheme, host, port and path prefix of OY!'s API.
    public var baseURL: BaseURL
    /// A PEM file with certificates to trust besides the system's; nil for the system's alone.
    public var caFile: String?
    /// The header that carries the user name. `X-OY-Username`.
    public var usernameHeader: HeaderName = .oyUsername
    /// The header that carries the API key. `X-Api-Key`.
    public var apiKeyHeader: HeaderName = .oyAPIKey
    /// How long one attempt may take, waiting for a connection included. 30 s.
    public var attemptTimeout: Duration = Limits.attemptTimeout
    /// How long it may take to open a connection: name, TCP, proxy and TLS together. 5 s.
    public var connectTimeout: Duration = Limits.connectTimeout
    /// Connections per event loop. 64.
    public var maxConnections: Int = Limits.connections
    /// Connections per event loop kept open without work. 64.
    public var maxIdleConnections: Int = Limits.idleConnections
    /// How long a connection without work is kept open. 45 s.
    public var idleTimeout: Duration = Limits.idleTimeout
    /// Bytes of an answer's body; a longer one makes the outcome unknown. 4 MiB.
    public var maxAnswerBytes: Int = Limits.answerBytes
    /// A CONNECT proxy on the way. None.
    public var proxy: ProxyURL?

    public init(baseURL: BaseURL) {
        self.baseURL = baseURL
    }

    /// Checks what single members can't know. `OYUpstream` does this itself; `oyd --check` may want to do it before.
    public func validate() throws(UpstreamConfigurationError) {
        for (setting, value) in [
            ("attempt_timeout", attemptTimeout), ("connect_timeout", connectTimeout), ("idle_timeout", idleTimeout),
        ] where !Limits.timeouts.contains(value) {
            throw UpstreamConfigurationError(setting, "must be from \(Limits.timeouts.lowerBound) to \(Limits.timeouts.upperBound)")
        }
        guard (1...Limits.mostConnections).contains(maxConnections) else {
            throw UpstreamConfigurationError("max_connections", "must be from 1 to \(Limits.mostConnections)")
        }
        guard (0...maxConnections).contains(maxIdleConnections) else {
            throw UpstreamConfigurationError("max_idle_connections", "must be from 0 to max_connections (\(maxConnections))")
        }
        guard (1...Limits.mostAnswerBytes).contains(maxAnswerBytes) else {
            throw UpstreamConfigurationError("max_answer_bytes", "must be from 1 to \(Limits.mostAnswerBytes)")
        }
        guard usernameHeader.text.lowercased() != apiKeyHeader.text.lowercased() else {
            throw UpstreamConfigurationError("api_key_header", "is the same header as username_header")
        }
        // NIOSSL checks an address against the socket's other end, which behind a proxy is the proxy.
        guard proxy == nil || baseURL.scheme == .http || !baseURL.authority.isIPAddress else {
            throw UpstreamConfigurationError("proxy", "an https origin behind a proxy must be named, not given as an IP address")
        }
    }
}
