public import Contract

/// Every call's way through the gateway: who calls, may it, is the request sound, who answers, what is written down.
public final class CallDispatcher: Sendable {
    public let endpoints: EndpointTable
    private let callers: LiveCallers
    private let upstreamCalls: UpstreamCalls
    private let localCalls: LocalCalls
    private let payoutCalls: PayoutCalls
    private let eventCalls: EventCalls
    private let audit: AuditTrail
    private let observer: any CallObserver
    private let timekeeper: any Timekeeper
    private let traffic: TrafficControl

    public init(
        endpoints: EndpointTable, callers: LiveCallers, upstreamCalls: UpstreamCalls, payoutCalls: PayoutCalls,
        eventCalls: EventCalls, localCalls: LocalCalls, audit: AuditTrail, observer: any CallObserver,
        timekeeper: any Timekeeper, traffic: TrafficControl = TrafficControl()
    ) {
        self.endpoints = endpoints
        self.callers = callers
        self.upstreamCalls = upstreamCalls
        self.localCalls = localCalls
        self.payoutCalls = payoutCalls
        self.eventCalls = eventCalls
        self.audit = audit
        self.observer = observer
        self.timekeeper = timekeeper
        self.traffic = traffic
    }

    /// A peer has connected, and has not been heard yet.
    ///
    /// - Returns: what its calls come with; nil where it has as many connections as it may, and this one is to be closed.
    public func connected(_ peer: Peer) -> ConnectedPeer? {
        let caller = callers.current.caller(for: peer)
        if let connected = traffic.connected(caller, peer: peer) { return connected }
        refused(peer, caller)
        return nil
    }

    /// A peer was not let in, since there are as many connections as the server takes, in all or of its user.
    public func turnedAway(_ peer: Peer) {
        refused(peer, callers.current.caller(for: peer))
    }

    private func refused(_ peer: Peer, _ caller: Caller?) {
        guard audit.connectionRefused(peer, caller: caller?.name) else { return }
        observer.connectionRefused(peer, caller: caller?.name)
    }

    /// The connection is closed.
    public func disconnected(_ peer: ConnectedPeer) {
        traffic.disconnected(peer)
    }

    /// Checks a call before anything is done for it. The order is deliberate: a peer learns nothing about methods or
    /// messages before it is known and allowed.
    ///
    /// - Parameter payload: the request message's bytes; not kept.
    public func admit(_ call: IncomingCall, payload: UnsafeRawBufferPointer) -> Result<AdmittedCall, RPCError> {
        let began = timekeeper.now
        var refused = Refusal(call: call, began: began)
        do throws(RPCError) {
            let caller = try knownCaller(call, &refused)
            let place = try traffic.callBegan(caller, at: began)
            let endpoint = try knownEndpoint(call, &refused)
            guard caller.mayCall(endpoint) else {
                throw RPCError.methodNotAllowed(endpoint.fullName, caller: caller.name)
            }
            let request = try soundRequest(payload, endpoint, &refused)
            return .success(
                AdmittedCall(
                    endpoint: endpoint, request: request, caller: caller, peer: call.peer, deadline: call.deadline,
                    began: began, place: place))
        } catch {
            writeDownRefusal(refused.record(error, at: timekeeper.now))
            return .failure(error)
        }
    }

    /// A peer sends a call that is too large to be taken in before it is known who calls.
    ///
    /// - Returns: why it is refused whatever it asks for, once that is written down; nil where the peer is a caller.
    public func refusalUnread(of peer: Peer) -> RPCError? {
        guard callers.current.caller(for: peer) == nil else { return nil }
        let error = RPCError.unknownCaller(peer)
        writeDownRefusal(
            CallRecord(
                peer: peer, caller: nil, method: "unread", endpoint: nil, request: nil, result: .failure(error), oyCode: nil, attempts: 0,
                duration: .zero))
        return error
    }

    private func writeDownRefusal(_ record: CallRecord) {
        var record = record
        record.isFolded = !audit.callRefused(record)
        observer.callEnded(record)
    }

    /// Does what an admitted unary call asks for, and has it written down.
    public func perform(_ call: AdmittedCall) async -> Result<Message, RPCError> {
        let end = await answer(call)
        await writeDown(record(of: call, end), confirming: confirmation(by: call, end))
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
        if EventCalls.handles(call.endpoint) { return try await eventCalls.watch(call, send: send) }
        do throws(E) {
            try await localCalls.stream(call, send: send)
        } catch {
            throw .reader(error)
        }
    }

    private func answer(_ call: AdmittedCall) async -> CallEnd {
        if PayoutCalls.handles(call.endpoint) { return await payoutCalls.answer(call) }
        if EventCalls.handles(call.endpoint) { return await eventCalls.answer(call) }
        if call.endpoint.isLocal { return CallEnd(result: localCalls.answer(call)) }
        guard PayoutCalls.asksAboutPayout(call.endpoint) else { return await askOY(call) }
        return await payoutCalls.status(call) { partner in await askOY(call, as: partner) }
    }

    private func askOY(_ call: AdmittedCall, as partner: PartnerMark? = nil) async -> CallEnd {
        let request: HTTPCall
        do {
            request = try call.endpoint.httpCall(for: call.request)
        } catch {
            return CallEnd(result: .failure(.invalidRequest([FieldViolation(field: error.field, message: error.message)])))
        }
        if call.endpoint.changesSomething {
            do {
                try await audit.callBegins(call)
            } catch {
                return CallEnd(result: .failure(.ledgerUnavailable))
            }
        }
        return await upstreamCalls.call(call.endpoint, request, as: partner, deadline: call.deadline) { attempt, reading in
            audit.attemptRetried(call, attempt: attempt, reading)
        }
    }

    /// What a successful inquiry of a caller that must inquire before it pays has confirmed.
    private func confirmation(by call: AdmittedCall, _ end: CallEnd) -> AccountConfirmation? {
        guard call.caller.payouts.inquiry != nil, case .success(let answer) = end.result,
            call.endpoint.rpc == .inquireAccount
        else { return nil }
        let (bank, number) = (call.request.string("recipient_bank"), call.request.string("recipient_account"))
        // OY! repeats what it was asked; where it speaks of another account, this one was not looked up.
        guard ["", bank].contains(answer.string("recipient_bank")), ["", number].contains(answer.string("recipient_account")) else {
            return nil
        }
        let account = audit.accountMark(bank: bank, number: number)
        return AccountConfirmation(caller: call.caller.name, account: account, confirmedAt: timekeeper.wallNow)
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
            duration: call.began.duration(to: timekeeper.now))
    }

    // MARK: Checks

    private func knownCaller(_ call: IncomingCall, _ refused: inout Refusal) throws(RPCError) -> Caller {
        guard let caller = callers.current.caller(for: call.peer) else { throw .unknownCaller(call.peer) }
        refused.caller = caller.name
        return caller
    }

    private func knownEndpoint(_ call: IncomingCall, _ refused: inout Refusal) throws(RPCError) -> Endpoint {
        guard let endpoint = endpoints.endpoint(service: call.service, method: call.method) else {
            throw .unimplemented(call.fullName)
        }
        refused.endpoint = endpoint
        return endpoint
    }

    private func soundRequest(
        _ payload: UnsafeRawBufferPointer, _ endpoint: Endpoint, _ refused: inout Refusal
    ) throws(RPCError) -> Message {
        let request: Message
        do {
            request = try Message(decoding: payload, as: endpoint.request)
        } catch {
            throw .invalidRequest([FieldViolation(field: error.field, message: error.message)])
        }
        // Refusals are audited too, and an invalid request has no other bound.
        if payload.count <= Limits.refusedRequestBytes { refused.request = request }
        let violations = endpoint.violations(of: request)
        guard violations.isEmpty else { throw .invalidRequest(violations) }
        return request
    }
}

/// What was learned of a call before it was refused.
private struct Refusal {
    let call: IncomingCall
    let began: MonotonicInstant
    var caller: String?
    var endpoint: Endpoint?
    var request: Message?

    func record(_ error: RPCError, at now: MonotonicInstant) -> CallRecord {
        CallRecord(
            peer: call.peer, caller: caller, method: call.fullName, endpoint: endpoint, request: request,
            result: .failure(error), oyCode: nil, attempts: 0, duration: began.duration(to: now))
    }
}
