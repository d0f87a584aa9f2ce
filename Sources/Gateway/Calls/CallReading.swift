import Contract

/// One attempt's outcome, read in the light of the RPC: what it means for another attempt, and for the caller.
struct CallReading {
    private enum Content {
        case unsent(AttemptFailure)
        case answer(AnswerReading)
        case unknown(AttemptFailure)
    }

    private let content: Content
    /// OY!'s wish to be left alone for so long, whatever it answered beside it: a 503 may carry it as well as a 429.
    let retryAfter: Duration?

    /// - Parameter request: what was sent.
    init(_ outcome: AttemptOutcome, of request: HTTPCall, _ endpoint: Endpoint) {
        retryAfter = if case .answered(let answer) = outcome { answer.retryAfter } else { nil }
        content =
            switch outcome {
            case .surelyUnsent(let failure): .unsent(failure)
            case .unknown(let failure): .unknown(failure)
            case .answered(let answer):
                .answer(AnswerReading(answer, to: endpoint, about: request.nameInAnswer, of: request.idInAnswer))
            }
    }

    var verdict: AttemptVerdict {
        switch content {
        // It would be refused again.
        case .unsent(let failure) where failure.reason == .partnerChanged: .conclusive
        case .unsent: .surelyUnsent
        case .unknown, .answer(.uncertain): .uncertain
        case .answer(.tooManyRequests): .notProcessed
        case .answer(.success), .answer(.refused): .conclusive
        }
    }

    /// How the attempt reads in the audit trail.
    var auditOutcome: AuditOutcome {
        switch content {
        case .unsent(let failure): .unsent(failure)
        case .unknown(let failure): .unknown(failure.reason.rawValue)
        case .answer(.uncertain(let cause, _, _)): .answered(reason: cause)
        case .answer(.refused(let error)), .answer(.tooManyRequests(let error)): .answered(reason: error.reason)
        case .answer(.success): .answered()
        }
    }

    /// OY!'s code, where the answer had one.
    var oyCode: String? {
        switch content {
        case .unsent, .unknown: nil
        case .answer(.success(_, let status)): status.code
        case .answer(.uncertain(_, let status, _)): status?.code
        case .answer(.refused(let error)), .answer(.tooManyRequests(let error)): error.metadata["oy_code"]
        }
    }

    /// The call's end, when no further attempt follows.
    ///
    /// - Parameters:
    ///   - machine: heard of every attempt, this one included.
    ///   - stop: why it allows no other.
    func end(of endpoint: Endpoint, after machine: RetryMachine, _ stop: RetryMachine.Stop) -> CallEnd {
        let attempts = machine.attempts
        switch content {
        case .answer(.success(let message, let status)):
            return CallEnd(result: .success(message), oyCode: status.code, attempts: attempts)
        case .answer(.refused(let error)) where machine.mayHaveChanged, .answer(.tooManyRequests(let error)) where machine.mayHaveChanged:
            // OY! did not carry this attempt out, but perhaps one before it.
            return failure(error.asUnavailable(cause: error.reason), attempts)
        case .answer(.refused(let error)), .answer(.tooManyRequests(let error)):
            return failure(error, attempts)
        case .answer(.uncertain(let cause, let status, let http)):
            let error: RPCError =
                endpoint.resend == .onlyIfSurelyUnsent
                ? .outcomeUnknown(cause: cause, status, http: http)
                : .upstreamUnavailable(cause: cause, status, http: http, retryAfter: retryAfter)
            return failure(error, attempts)
        case .unknown(let failure) where endpoint.resend == .onlyIfSurelyUnsent:
            return self.failure(.outcomeUnknown(cause: failure.reason.rawValue, nil, http: nil), attempts)
        case .unknown(let failure), .unsent(let failure):
            // DEADLINE_EXCEEDED promises that nothing was changed (docs/errors.md).
            let ranOut = stop == .deadline && (failure.reason == .timedOut || failure.reason == .connectTimedOut)
            let error: RPCError =
                ranOut && !machine.mayHaveChanged
                ? .deadlineExceeded(attempts: attempts)
                : .upstreamUnavailable(cause: failure.reason.rawValue, nil, http: nil)
            return self.failure(error, attempts)
        }
    }

    private func failure(_ error: RPCError, _ attempts: Int) -> CallEnd {
        CallEnd(
            result: .failure(error.adding("attempts", String(attempts))), oyCode: error.metadata["oy_code"],
            attempts: attempts)
    }
}
