import Contract
import Gateway
import Synchronization
import Testing

/// OY! that gives one prepared outcome after the other, and remembers what it was asked.
final class ScriptedUpstream: Upstream {
    struct Attempt: Sendable {
        var request: HTTPCall
        var partner: PartnerFingerprint?
        var deadline: MonotonicInstant
    }

    private struct State {
        var outcomes: ArraySlice<AttemptOutcome>
        var attempts: [Attempt] = []
    }

    private let state: Mutex<State>
    /// As whom OY! is called.
    let partner: PartnerFingerprint
    private let during: @Sendable (Attempt) async -> Void

    /// - Parameter during: runs within each attempt.
    init(
        _ outcomes: [AttemptOutcome], partner: PartnerFingerprint = .sample, during: @escaping @Sendable (Attempt) async -> Void = { _ in }
    ) {
        self.partner = partner
        state = Mutex(State(outcomes: outcomes[...]))
        self.during = during
    }

    var attempts: [Attempt] { state.withLock { $0.attempts } }

    func attempt(_ request: HTTPCall, as partner: PartnerFingerprint?, deadline: MonotonicInstant) async -> AttemptOutcome {
        let attempt = Attempt(request: request, partner: partner, deadline: deadline)
        await during(attempt)
        let outcome = state.withLock { state in
            state.attempts.append(attempt)
            return state.outcomes.popFirst()
        }
        guard let outcome else {
            Issue.record("an attempt more than the test expects: \(request.target)")
            return .surelyUnsent(AttemptFailure(.shuttingDown))
        }
        return outcome
    }
}

extension AttemptOutcome {
    static let lost = Self.unknown(AttemptFailure(.connectionClosed))
    static let refusedConnection = Self.surelyUnsent(AttemptFailure(.connectionRefused))

    /// An answer with OY!'s code, and further members of its JSON.
    static func said(_ code: String, _ members: String = "", http: Int = 200, retryAfter: Duration? = nil) -> Self {
        let more = members.isEmpty ? "" : ",\(members)"
        return text(#"{"status":{"code":"\#(code)","message":"so it is"}\#(more)}"#, http: http, retryAfter: retryAfter)
    }

    /// An answer with any body.
    static func text(_ body: String, http: Int = 200, retryAfter: Duration? = nil) -> Self {
        .answered(UpstreamAnswer(status: http, retryAfter: retryAfter, body: Array(body.utf8)))
    }
}
