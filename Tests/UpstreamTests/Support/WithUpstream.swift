import Contract
import Gateway
import NIOCore
import NIOPosix
import Synchronization

@testable import Upstream

/// Credentials that a test can rotate.
final class RotatingCredentials: CredentialsSource {
    private let value: Mutex<Credentials>

    init(_ credentials: Credentials) {
        value = Mutex(credentials)
    }

    var current: Credentials {
        get { value.withLock { $0 } }
        set { value.withLock { $0 = newValue } }
    }
}

/// How often something happened.
final class Tally: Sendable {
    private let value = Mutex(0)

    var count: Int { value.withLock { $0 } }
    func add() { value.withLock { $0 += 1 } }
}

extension Credentials {
    static func test(
        _ username: String = "tester", key: String = "key-0123456789", after previous: Credentials? = nil
    ) throws -> Credentials {
        try Credentials(username: Secret(copying: Array(username.utf8)), apiKey: Secret(copying: Array(key.utf8)),
            for: BaseURL("https://oy.example"), after: previous)
    }
}

extension MonotonicInstant {
    static var now: Self { Self(nanoseconds: Int64(NIODeadline.now().uptimeNanoseconds)) }
    static func `in`(_ duration: Duration) -> Self { now.advanced(by: duration) }
}

extension HTTPCall {
    static let ping = HTTPCall(verb: .get, target: "/api/balance")
    static func get(_ target: String) -> HTTPCall { HTTPCall(verb: .get, target: target) }
    static func post(_ target: String, _ body: String) -> HTTPCall { HTTPCall(verb: .post, target: target, body: Array(body.utf8)) }
}

extension OYUpstream {
    /// For tests in which no `Retry-After` is a date.
    convenience init(
        configuration: UpstreamConfiguration, credentials: any CredentialsSource, group: any EventLoopGroup,
        answers: AnswerMemoryQuota = AnswerMemoryQuota(), strays: Tally = Tally()
    ) throws(UpstreamConfigurationError) {
        try self.init(
            configuration: configuration, credentials: credentials, group: group, answers: answers, wallNow: { WallTime(milliseconds: 0) },
            strayCame: { strays.add() })
    }

    /// With a deadline that only a broken test reaches.
    func attempt(_ call: HTTPCall, as partner: PartnerFingerprint? = nil) async -> AttemptOutcome {
        await attempt(call, as: partner, deadline: .in(.seconds(60)))
    }

    func attempt(_ call: HTTPCall, deadline: MonotonicInstant) async -> AttemptOutcome {
        await attempt(call, as: nil, deadline: deadline)
    }
}

extension AttemptOutcome {
    var answer: UpstreamAnswer? { if case .answered(let answer) = self { answer } else { nil } }
    var bodyText: String? { answer.map { String(decoding: $0.body, as: UTF8.self) } }
    var unsent: AttemptFailure.Reason? { if case .surelyUnsent(let failure) = self { failure.reason } else { nil } }
    var unknown: AttemptFailure.Reason? { if case .unknown(let failure) = self { failure.reason } else { nil } }
    var failure: AttemptFailure? {
        switch self {
        case .surelyUnsent(let failure), .unknown(let failure): failure
        case .answered: nil
        }
    }
}

extension UpstreamConfiguration {
    /// So many at a time, all of which may stay open: whoever comes next waits.
    mutating func allowConnections(_ count: Int) {
        maxConnections = count
        maxIdleConnections = count
    }
}

/// An upstream on one event loop of its own, shut down in the end.
func withUpstream<Result>(
    _ url: String, credentials: (any CredentialsSource)? = nil, loops: Int = 1, answers: AnswerMemoryQuota = AnswerMemoryQuota(),
    strays: Tally = Tally(), configure: (inout UpstreamConfiguration) throws -> Void = { _ in },
    _ body: (OYUpstream) async throws -> Result
) async throws -> Result {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: loops)
    var configuration = UpstreamConfiguration(baseURL: try BaseURL(url))
    configuration.attemptTimeout = .seconds(60)
    try configure(&configuration)
    let upstream = try OYUpstream(
        configuration: configuration, credentials: try credentials ?? FixedCredentials(.test()), group: group, answers: answers,
        strays: strays)
    do {
        let result = try await body(upstream)
        await upstream.shutdown()
        try await group.shutdownGracefully()
        return result
    } catch {
        await upstream.shutdown()
        try await group.shutdownGracefully()
        throw error
    }
}
