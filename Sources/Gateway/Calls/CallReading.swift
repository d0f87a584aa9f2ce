import Contract

/// One attempt's outcome, read in the light of the RPC: what it means for another attempt, and for the caller.
struct CallReading {
    private enum Content {
        case unsent(AttemptFailure)
        case answer(AnswerReading)
        case unknown(AttemptFailure)
    }

    private let content: Content
    /// OY!'s wish for when to come again, whatever it answered: a 503 carries it as well as a 429.
    let retryAfter: Duration?

    init(_ outcome: AttemptOutcome, _ endpoint: Endpoint) {
        content =
            switch outcome {
            case .surelyUnsent(let failure): .unsent(failure)
            case .unknown(let failure): .unknown(failure)
            case .answered(let answer): .answer(AnswerReading(answer, to: endpoint))
            }
        retryAfter = if case .answered(let answer) = outcome { answer.retryAfter } else { nil }
    }

    var verdict: AttemptVerdict {
        switch content {
        case .unsent: .surelyUnsent
        case .unknown, .answer(.uncertain): .uncertain
        case .answer(.tooManyRequests): .notProcessed
        case .answer(.success), .answer(.refused): .settled
        }
    }

    /// The call's end, when no further attempt follows.
    func end(_ endpoint: Endpoint, attempts: Int, _ stop: RetryMachine.Stop) -> CallEnd {
        switch content {
        case .answer(.success(let message, let status)):
            return CallEnd(result: .success(message), oyCode: status.code, attempts: attempts)
        case .answer(.refused(let error)), .answer(.tooManyRequests(let error)):
            return failure(error, attempts)
        case .answer(.uncertain(let cause, let status, let http)):
            guard endpoint.resend != .onlyIfSurelyUnsent else {
                return failure(.outcomeUnknown(cause: cause, status, http: http), attempts)
            }
            var error = RPCError.upstreamUnavailable(cause: cause, status, http: http)
            error.retryDelay = retryAfter
            return failure(error, attempts)
        case .unknown(let failure) where endpoint.resend == .onlyIfSurelyUnsent:
            return self.failure(.outcomeUnknown(cause: failure.reason.rawValue, nil, http: nil), attempts)
        case .unknown(let failure), .unsent(let failure):
            let ranOut = stop == .deadline && (failure.reason == .timedOut || failure.reason == .connectTimedOut)
            let error: RPCError =
                ranOut
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
