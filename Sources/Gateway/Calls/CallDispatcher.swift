public import Contract

/// Every call's way through the gateway: who calls, may it, is the request sound, who answers, what is written down.
public struct CallDispatcher: Sendable {
    public let endpoints: EndpointTable
    private let callers: CallerDirectory
    private let upstreamCalls: UpstreamCalls
    private let localCalls: LocalCalls
    private let journal: any CallJournal
    private let timekeeper: any Timekeeper

    public init(
        endpoints: EndpointTable, callers: CallerDirectory, upstreamCalls: UpstreamCalls, localCalls: LocalCalls,
        journal: any CallJournal, timekeeper: any Timekeeper
    ) {
        self.endpoints = endpoints
        self.callers = callers
        self.upstreamCalls = upstreamCalls
        self.localCalls = localCalls
        self.journal = journal
        self.timekeeper = timekeeper
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
            let endpoint = try knownEndpoint(call, &refused)
            guard caller.mayCall(endpoint) else {
                throw RPCError.methodNotAllowed(endpoint.fullName, caller: caller.name)
            }
            let request = try soundRequest(payload, endpoint, &refused)
            return .success(
                AdmittedCall(
                    endpoint: endpoint, request: request, caller: caller, peer: call.peer, deadline: call.deadline,
                    began: began))
        } catch {
            journal.callEnded(refused.record(error, at: timekeeper.now))
            return .failure(error)
        }
    }

    /// Does what an admitted unary call asks for.
    public func perform(_ call: AdmittedCall) async -> Result<Message, RPCError> {
        let end = await answer(call)
        journal.callEnded(record(of: call, end))
        return end.result
    }

    /// Serves an admitted server-streaming call: `send` is called for each message, in order, until the stream is over.
    ///
    /// - Throws: what `send` throws, when the reader is gone or stays away.
    public func stream<E: Error>(
        _ call: AdmittedCall, send: (Message) async throws(E) -> Void
    ) async throws(E) {
        defer { journal.callEnded(record(of: call, UpstreamCalls.End(result: .success(Message(call.endpoint.response)), attempts: 0))) }
        try await localCalls.stream(call, send: send)
    }

    private func record(of call: AdmittedCall, _ end: UpstreamCalls.End) -> CallRecord {
        CallRecord(
            peer: call.peer, caller: call.caller.name, method: call.endpoint.fullName, endpoint: call.endpoint,
            request: call.request, result: end.result, oyCode: end.oyCode, attempts: end.attempts,
            duration: call.began.duration(to: timekeeper.now))
    }

    private func answer(_ call: AdmittedCall) async -> UpstreamCalls.End {
        guard call.endpoint.route != nil else {
            return UpstreamCalls.End(result: localCalls.answer(call), attempts: 0)
        }
        do {
            let request = try call.endpoint.httpCall(for: call.request)
            return await upstreamCalls.call(call.endpoint, request, deadline: call.deadline)
        } catch {
            return UpstreamCalls.End(result: .failure(.invalidRequest([FieldViolation(field: error.field, message: error.message)])), attempts: 0)
        }
    }

    // MARK: Checks

    private func knownCaller(_ call: IncomingCall, _ refused: inout Refusal) throws(RPCError) -> Caller {
        guard let caller = callers.caller(for: call.peer) else { throw .unknownCaller(uid: call.peer.uid) }
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
        refused.request = request
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
