import NIOCore
import NIOPosix
import Upstream

/// What can be said of the way to OY! without going it.
enum UpstreamCheck {
    /// The key crosses no network in the clear.
    static func findings(_ document: ConfigurationDocument) -> [String] {
        let upstream = document.configuration.upstream
        guard upstream.baseURL.scheme == .http else { return [] }
        if !isThisHost(upstream.baseURL.authority.host) {
            return [document.finding("http to another host would send the key in the clear; use https", at: "upstream.base_url")]
        }
        guard upstream.proxy != nil else { return [] }
        return [document.finding("http through a proxy would send the key in the clear; use https", at: "upstream.proxy")]
    }

    /// What `OYUpstream` finds wrong, with its place.
    static func finding(_ error: UpstreamConfigurationError, in document: ConfigurationDocument) -> String {
        document.finding(error.problem, at: "upstream.\(error.setting)")
    }

    /// By name, or by an address of the loopback. A name that only looks like one may lead anywhere.
    static func isThisHost(_ host: String) -> Bool {
        host == "localhost" || IPAddress(host)?.isLoopback == true
    }

    /// What `OYUpstream` itself finds wrong, the file with authorities included.
    static func findingsOfClient(_ preflight: Preflight) async throws -> [String] {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        var findings: [String] = []
        do throws(UpstreamConfigurationError) {
            _ = try OYUpstream(
                configuration: preflight.configuration.upstream, credentials: preflight.credentials, group: group,
                wallNow: { SystemTimekeeper().wallNow })
        } catch {
            findings.append(finding(error, in: preflight.document))
        }
        try await group.shutdownGracefully()
        return findings
    }
}
