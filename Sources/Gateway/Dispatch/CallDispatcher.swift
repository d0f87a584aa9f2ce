public import Contract

/// An admitted call's way through the gateway: who answers, and what is written down.
public final class CallDispatcher: Sendable {
    private let upstreamCalls: UpstreamCalls
    private let localCalls: LocalCalls
    private let payoutCalls: PayoutCalls
    private let eventCalls: EventCalls
    private let audit: AuditTrail
    private let observer: any CallObserver
    private let clock: any Timekeeper

    public init(
        upstreamCalls: UpstreamCalls, payoutCalls: PayoutCalls, eventCalls: EventCalls, localCalls: LocalCalls, audit: AuditTrail,
        observer: any CallObserver, clock: any Timekeeper
    ) {
        self.upstreamCalls = upstreamCalls
        self.localCalls = localCalls
        self.payoutCalls = payoutCalls
        self.eventCalls = eventCalls
        self.audit = audit
        self.observer = observer
        self.clock = clock
    }

    /// Does what an admitted unary call asks for, and has it written down.
    public func perform(_ call: AdmittedCall) async -> Result<Message, RPCError> {
        let end = await answer(call)
        await writeDown(record(of: call, end), confirming: AccountConfirmation(by: call, end, audit, clock))
        return end.result
    }

    /// Serves an admitted server-streaming call: `send` is called for each message, in order, until the stream is over.
    ///
    /// - Throws: `.reader` with what `send` throws, when the reader is gone or stays away; `.refused` with what it is to hear.
    public func stream<E: Error>(
        _ call: AdmittedCall, send: (Message) async throws(E) -> Void
    ) async throws(StreamFailure<E>) {
        audit.streamBegins(call)
        let outcome: Result<Void, StreamFailure<E>>
        do throws(StreamFailure<E>) {
            outcome = .success(try await serve(call, send: send))
        } catch {
            outcome = .failure(error)
        }
        let end = outcome.map { Message(call.endpoint.response) }.mapError { failure in
            if case .refused(let error) = failure { error } else { RPCError.streamCutShort }
        }
        await writeDown(record(of: call, CallEnd(result: end)))
        try outcome.get()
    }

    private func serve<E: Error>(
        _ call: AdmittedCall, send: (Message) async throws(E) -> Void
    ) async throws(StreamFailure<E>) {
        switch Answerer(of: call.endpoint) {
        case .events:
            try await eventCalls.watch(call, send: send)
        case .gateway:
            do throws(E) {
                try await localCalls.stream(call, send: send)
            } catch {
                throw .reader(error)
            }
        case .payouts, .payoutStatus, .oy:
            preconditionFailure("\(call.endpoint.fullName) is no stream")
        }
    }

    private func answer(_ call: AdmittedCall) async -> CallEnd {
        switch Answerer(of: call.endpoint) {
        case .payouts: await payoutCalls.answer(call)
        case .payoutStatus: await payoutCalls.status(call) { question, partner in await askOY(call, question, as: partner) }
        case .events: await eventCalls.answer(call)
        case .gateway: CallEnd(result: await localCalls.answer(call))
        case .oy: await askOY(call, call.request)
        }
    }

    /// - Parameter question: the call's request, or what is asked in its place.
    private func askOY(_ call: AdmittedCall, _ question: Message, as partner: PartnerFingerprint? = nil) async -> CallEnd {
        let request: HTTPCall
        do {
            request = try call.endpoint.httpCall(for: question)
        } catch {
            return CallEnd(result: .failure(.invalidRequest([FieldViolation(field: error.field, message: error.message)])))
        }
        if call.endpoint.changesSomething {
            do {
                try await audit.callBegins(call)
            } catch {
                return CallEnd(result: .failure(RPCError(error)))
            }
        }
        let end = await upstreamCalls.call(call.endpoint, request, as: partner, deadline: call.deadline) { attempt, reading in
            audit.attemptRetried(call, attempt: attempt, reading)
        }
        return call.endpoint.rpc == .inquireAccount ? end.naming(accountOf: call.request) : end
    }

    private func writeDown(_ record: CallRecord, confirming confirmation: AccountConfirmation? = nil) async {
        observer.callEnded(record)
        do {
            try await audit.callEnded(record, confirming: confirmation)
        } catch {
            observer.auditFailed(record, error)
        }
    }

    private func record(of call: AdmittedCall, _ end: CallEnd) -> CallRecord {
        CallRecord(
            peer: call.peer, caller: call.caller.name, method: call.endpoint.fullName, endpoint: call.endpoint,
            request: call.request, redactedRequest: end.redactedRequest, result: end.result, oyCode: end.oyCode, attempts: end.attempts,
            duration: call.began.duration(to: clock.now))
    }
}
