import Contract
import Synchronization
import TestSupport
import Testing

@testable import Gateway

/// OY! as a test plays it: each attempt waits until the test answers it.
final class FakeUpstream: Upstream {
    final class Attempt: Sendable {
        let request: HTTPCall
        let partner: PartnerFingerprint?
        let deadline: MonotonicInstant
        fileprivate let outcome = Once<AttemptOutcome>()

        fileprivate init(_ request: HTTPCall, _ partner: PartnerFingerprint?, _ deadline: MonotonicInstant) {
            self.request = request
            self.partner = partner
            self.deadline = deadline
        }

        func end(_ outcome: AttemptOutcome) {
            self.outcome.come(outcome)
        }

        /// A code, and `trx_id` where there is one: `101 OY-1`.
        ///
        /// - Parameter name: of the payout that OY! speaks of; without one that which was asked about, or the sample.
        func answer(_ words: String, http: Int = 200, about name: String? = nil) {
            let asked = request.target == "/api/remit-status" ? request.body.map { String(decoding: $0, as: UTF8.self) } : nil
            let name = name ?? asked ?? PayoutIntent.sample.partnerTrxID
            end(.answered(UpstreamAnswer(status: http, body: Array("\(name)|\(words)".utf8))))
        }
    }

    /// Attempts under way, and the most that there were at once.
    let underWay = Mutex((now: 0, most: 0))
    private let present = Mutex(PartnerFingerprint.sample)
    private let begun = Mutex((attempts: [Attempt](), isGivenUp: false))
    private let attempts: AsyncStream<Attempt>
    private let arrive: AsyncStream<Attempt>.Continuation

    init() {
        (attempts, arrive) = AsyncStream.makeStream()
    }

    /// As whom OY! is called.
    var partner: PartnerFingerprint {
        get { present.withLock { $0 } }
        set { present.withLock { $0 = newValue } }
    }

    func attempt(_ request: HTTPCall, as partner: PartnerFingerprint?, deadline: MonotonicInstant) async -> AttemptOutcome {
        let attempt = Attempt(request, partner, deadline)
        underWay.withLock {
            $0.now += 1
            $0.most = max($0.most, $0.now)
        }
        defer { underWay.withLock { $0.now -= 1 } }
        let isGivenUp = begun.withLock { begun in
            begun.attempts.append(attempt)
            return begun.isGivenUp
        }
        arrive.yield(attempt)
        if isGivenUp { giveUp() }
        // Like the real one: a cancelled task does not cut it short.
        return await attempt.outcome.value()
    }

    /// Ends every attempt that a test left open, and each that comes yet, so that a failing test ends too.
    func giveUp() {
        let attempts = begun.withLock { begun in
            begun.isGivenUp = true
            return begun.attempts
        }
        for attempt in attempts { attempt.end(.unknown(AttemptFailure(.connectionClosed))) }
    }

    /// The next attempt that anybody makes. Where none comes, or the test's time is up, the test has failed: it gets one that nobody
    /// waits for, and all that are open end.
    func next(at location: SourceLocation = #_sourceLocation) async -> Attempt {
        let next = await withTaskGroup(of: Attempt?.self) { group in
            group.addTask { await self.attempts.first { _ in true } }
            group.addTask {
                try? await Task.sleep(for: Patience.event)
                return nil
            }
            defer { group.cancelAll() }
            return await group.next() ?? nil
        }
        if let next { return next }
        Issue.record("nobody makes an attempt", sourceLocation: location)
        giveUp()
        return Attempt(HTTPCall(verb: .get, target: "/nobody"), nil, MonotonicInstant(nanoseconds: 0))
    }

    /// How many attempts there were.
    var count: Int {
        begun.withLock { $0.attempts.count }
    }

    var most: Int {
        underWay.withLock { $0.most }
    }
}
