import Gateway
import NIOCore
import Upstream

/// OY! over two sets of connections. Payouts have theirs to themselves: calls that take as many as there are, while OY! is slow, say,
/// keep no payout from being sent, and no answer to another kind of call can ever be read as a payout's.
struct Upstreams: Sendable {
    let payouts: OYUpstream
    let calls: OYUpstream
    /// Of both together, on all event loops.
    let maxConnections: Int

    /// - Parameter strayCame: told each time a connection brings bytes that nobody asked for.
    /// - Throws: what is wrong with the configuration.
    init(
        _ configuration: UpstreamConfiguration, credentials: any CredentialsSource, group: any EventLoopGroup,
        strayCame: @escaping @Sendable () -> Void
    ) throws(UpstreamConfigurationError) {
        let pools = 2 * group.makeIterator().reduce(0) { count, _ in count + 1 }
        var configuration = configuration
        configuration.maxConnections = min(configuration.maxConnections, Descriptors.connectionsPerPool(pools))
        configuration.maxIdleConnections = min(configuration.maxIdleConnections, configuration.maxConnections)
        maxConnections = pools * configuration.maxConnections
        let wallNow = { @Sendable in SystemTimekeeper().wallNow }
        let answers = AnswerMemoryQuota()
        let upstream = { (configuration: UpstreamConfiguration) throws(UpstreamConfigurationError) in
            try OYUpstream(
                configuration: configuration, credentials: credentials, group: group, answers: answers, wallNow: wallNow,
                strayCame: strayCame)
        }
        calls = try upstream(configuration)
        configuration.maxAnswerBytes = min(configuration.maxAnswerBytes, Limits.payoutAnswerBytes)
        payouts = try upstream(configuration)
    }

    /// Opens a connection of either kind on every event loop.
    ///
    /// - Returns: nil, or what went wrong: calls will be tried all the same.
    func warmUp() async -> AttemptFailure? {
        async let failure = payouts.warmUp()
        let other = await calls.warmUp()
        return await failure ?? other
    }

    /// Returns when what was sent has come to its end, and everything is closed.
    func shutdown() async {
        async let end: Void = payouts.shutdown()
        await calls.shutdown()
        await end
    }
}
