public import Contract

/// Who is let in: whose connections are served, and which calls may be made. What is refused is written down.
public final class CallAdmission: Sendable {
    public let endpoints: EndpointTable
    private let callers: LiveCallers
    private let audit: AuditTrail
    private let observer: any CallObserver
    private let clock: any Timekeeper
    private let traffic = TrafficControl()

    public init(
        endpoints: EndpointTable, callers: LiveCallers, audit: AuditTrail, observer: any CallObserver, clock: any Timekeeper
    ) {
        self.endpoints = endpoints
        self.callers = callers
        self.audit = audit
        self.observer = observer
        self.clock = clock
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
        let began = clock.now
        var refused = Refusal(call: call, began: began)
        do throws(RPCError) {
            let caller = try knownCaller(call, &refused)
            let place = try traffic.callBegan(caller, at: began)
            let endpoint = try knownEndpoint(call, &refused)
            if let refusal = caller.refusal(of: endpoint) {
                throw RPCError.methodNotAllowed(endpoint.fullName, caller: caller.name, refusal)
            }
            let request = try soundRequest(payload, endpoint, &refused)
            return .success(
                AdmittedCall(
                    endpoint: endpoint, request: request, caller: caller, peer: call.peer, deadline: call.deadline,
                    began: began, place: place))
        } catch {
            writeDownRefusal(refused.record(error, at: clock.now))
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

    /// Whether a peer whose call was just refused is to be let go: it is no caller, and was refused too often.
    public func isUnwelcome(_ peer: Peer) -> Bool {
        callers.current.caller(for: peer) == nil && !traffic.refused(peer, at: clock.now)
    }

    /// Whether a peer that has just sent what is no call is to be let go, a caller as well: it did so too often. Nothing is written down of it.
    public func isBabbling(_ peer: Peer) -> Bool {
        !traffic.refused(peer, at: clock.now)
    }

    private func writeDownRefusal(_ record: CallRecord) {
        var record = record
        record.isFolded = !audit.callRefused(record)
        observer.callEnded(record)
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
