import HostFiles
import Logging
import Upstream

/// What a configuration opens to more than need be. None of it stands in the way of serving: there may be reasons for it.
enum ExposureCheck {
    /// A sentence each, for an operator.
    ///
    /// - Parameter makesSocket: whether the daemon makes its socket; where the service manager hands one over, its mode is not the daemon's.
    static func warnings(_ configuration: Configuration, makesSocket: Bool = true) -> [String] {
        var warnings: [String] = []
        if makesSocket, isOpen(configuration.socket.mode) {
            warnings.append(
                """
                socket.mode: \(FileStatus.text(ofMode: configuration.socket.mode)) lets every user of this host connect; name a group, and \
                make it 0660
                """)
        }
        let origin = configuration.upstream.baseURL
        if origin.scheme == .http, UpstreamCheck.isThisHost(origin.authority.host) {
            warnings.append(
                """
                upstream.base_url: \(origin) is not verified: any user of this host who listens there in the simulator's place \
                is sent the key; it is for the simulator only, and never for a key of OY!'s
                """)
        }
        if let metrics = configuration.metrics, !metrics.isLoopback {
            warnings.append(
                "metrics.listen: \(metrics) can be reached from other hosts, without a password; keep it on 127.0.0.1, or behind your own front")
        }
        return warnings + (configuration.callbacks.map(warnings(of:)) ?? [])
    }

    /// Says the same in the log.
    static func log(_ configuration: Configuration, makesSocket: Bool, to logger: Logger) {
        logger.warning("The configuration opens more than need be", causes: warnings(configuration, makesSocket: makesSocket))
    }

    private static func warnings(of callbacks: Configuration.Callbacks) -> [String] {
        var warnings: [String] = []
        if case .unix = callbacks.listen, isOpen(callbacks.mode) {
            warnings.append(
                """
                callbacks.mode: \(FileStatus.text(ofMode: callbacks.mode)) lets every user of this host say where a callback comes from; \
                make it 0660
                """)
        }
        return warnings + callbacks.trustedProxies.filter(\.isWiderThanPrivateNetworks).map {
            "callbacks.trusted_proxies: \($0) takes strangers for proxies: they could say where a callback comes from; name your own front"
        }
    }

    /// Who may write to a socket may connect to it.
    private static func isOpen(_ mode: UInt16) -> Bool { mode & 0o002 != 0 }
}
