import Contract
import Gateway
import NIOCore
import TTRPC

/// Carries a peer's calls from the wire to the dispatcher, as far as they are admitted, and answers back.
struct PeerCalls: CallHandler {
    let peer: ConnectedPeer
    let admission: CallAdmission
    let dispatcher: CallDispatcher
    let settings: LiveSettings
    let clock: any Timekeeper

    func closed() {
        admission.disconnected(peer)
    }

    /// Unknown methods are calls too: they are refused, and written down, when they are to be admitted.
    func kind(ofMethod method: String, service: String) -> MethodKind? {
        switch admission.endpoints.endpoint(service: service, method: method)?.kind {
        case .serverStreaming: .serverStreaming
        case .unary, nil: .unary
        }
    }

    func refusalOfLargeFrame() -> Status? {
        admission.refusalUnread(of: peer.peer).map { Status($0) }
    }

    func isUnwelcome() -> Bool {
        admission.isUnwelcome(peer.peer)
    }

    func isBabbling() -> Bool {
        admission.isBabbling(peer.peer)
    }

    func unary(_ call: Call) async throws(Status) -> [UInt8] {
        switch await dispatcher.perform(try admit(call)) {
        case .success(let message): return message.encode()
        case .failure(let error): throw Status(error)
        }
    }

    func stream(_ call: Call, to writer: StreamWriter) async throws(Status) {
        let admitted = try admit(call)
        do throws(StreamFailure<Status>) {
            try await dispatcher.stream(admitted) { message throws(Status) in
                try await writer.send(message.encode())
            }
        } catch {
            switch error {
            case .refused(let refusal): throw Status(refusal)
            case .reader(let status): throw status
            }
        }
    }

    private func admit(_ call: Call) throws(Status) -> AdmittedCall {
        let now = clock.now
        let incoming = IncomingCall(
            service: call.service, method: call.method, peer: peer.peer,
            deadline: call.deadlineNanoseconds.map(MonotonicInstant.init(nanoseconds:))
                ?? now.advanced(by: settings.defaultDeadline))
        let admitted = call.payload.withUnsafeBytes { admission.admit(incoming, payload: $0) }
        switch admitted {
        case .success(let call): return call
        case .failure(let error): throw Status(error)
        }
    }
}
