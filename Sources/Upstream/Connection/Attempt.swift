import Contract
import Gateway
import NIOCore

/// One call of `OYUpstream.attempt` on its way: what to send, until when, and who waits for the outcome.
///
/// `@unchecked Sendable`: made on the caller's thread, handed over to one event loop, and touched by that loop alone from then on.
final class Attempt: @unchecked Sendable {
    let call: HTTPCall
    /// Whose credentials it must go with; nil for any.
    let partner: PartnerFingerprint?
    let deadline: NIODeadline
    /// Resumed where the machine gives an outcome, which it does once.
    private let continuation: UnsafeContinuation<AttemptOutcome, Never>
    /// What it was sent with.
    var credentials: Credentials?
    private var machine = AttemptStateMachine()

    init(
        _ call: HTTPCall, as partner: PartnerFingerprint?, deadline: NIODeadline,
        continuation: UnsafeContinuation<AttemptOutcome, Never>
    ) {
        self.call = call
        self.partner = partner
        self.deadline = deadline
        self.continuation = continuation
    }

    func handedOver() {
        machine.handedOver()
    }

    func failed(_ failure: AttemptFailure) {
        if let outcome = machine.failed(failure) { continuation.resume(returning: outcome) }
    }

    /// - Parameter current: the credentials that are in force by now: the answer may show those of another request.
    func answered(_ answer: UpstreamAnswer, hiding current: Credentials) {
        var answer = answer
        current.maskKeys(in: &answer.body)
        // Exchanged more than once meanwhile, it is among them no more.
        if let key = credentials?.apiKey, key !== current.apiKey, key !== current.previousKey {
            KeyRedaction.mask(key, in: &answer.body)
        }
        if let outcome = machine.answered(answer) { continuation.resume(returning: outcome) }
    }
}
