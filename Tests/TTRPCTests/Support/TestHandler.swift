import TTRPC

/// A service with one method for each thing that a call can do.
struct TestHandler: ConnectionHandler {
    /// What happens inside, in order, for tests to wait for.
    let events: EventLog
    /// What `Gate` waits for and `Open` gives.
    let gate = EventLog()

    init(events: EventLog = EventLog()) {
        self.events = events
    }

    /// Whether connections are served at all.
    var isOpen: @Sendable () -> Bool = { true }

    /// Whether a peer whose call ended in PERMISSION_DENIED is let go.
    var isUnwelcome: @Sendable () -> Bool = { false }

    /// Whether a peer that sent what is no call is let go.
    var isBabbling: @Sendable () -> Bool = { false }

    var shuttingDown: Status { .stopping }

    func turnedAway(_ peer: PeerCredentials) {
        events.append("over quota \(peer.uid)")
    }

    func accept(_ peer: PeerCredentials) -> (any CallHandler)? {
        guard isOpen() else {
            events.append("turned away")
            return nil
        }
        events.append("accepted")
        return TestCalls(peer: peer, events: events, gate: gate, unwelcome: isUnwelcome, babbling: isBabbling)
    }
}

/// The calls of one peer.
private struct TestCalls: CallHandler {
    let peer: PeerCredentials
    let events: EventLog
    let gate: EventLog
    let unwelcome: @Sendable () -> Bool
    let babbling: @Sendable () -> Bool

    func isUnwelcome() -> Bool { unwelcome() }

    func isBabbling() -> Bool { babbling() }

    func closed() {
        events.append("closed")
    }

    func refusalOfLargeFrame() -> Status? { nil }

    func kind(ofMethod method: String, service: String) -> MethodKind? {
        guard service == "test.Service" else { return nil }
        switch method {
        case "Echo", "Fail", "FailOK", "Denied", "Hold", "Gate", "Open", "Size", "Deadline", "Metadata", "WhoAmI", "Stubborn":
            return .unary
        case "Count", "Empty", "Break", "HoldStream", "GateStream", "Flood", "BigMessage", "Elsewhere":
            return .serverStreaming
        default:
            return nil
        }
    }

    func unary(_ call: Call) async throws(Status) -> [UInt8] {
        events.append("started \(call.method)")
        if Task.isCancelled { events.append("began cancelled") }
        switch call.method {
        case "Echo": return call.payload
        case "Fail": throw Status(.invalidArgument, "no such thing")
        case "Denied": throw Status(.permissionDenied, "not you")
        case "FailOK": throw Status(.ok, "fine")
        case "Hold": return await holdUntilCancelled(call.method)
        case "Gate":
            try await untilOpen()
            return Array("gated".utf8)
        case "Open":
            gate.append("open")
            return Array("opened".utf8)
        case "Stubborn":
            // Does not look whether it was cancelled: answers when the gate opens.
            try await untilOpen()
            events.append(Task.isCancelled ? "answered though cancelled" : "answered")
            return Array("late".utf8)
        case "Size": return [UInt8](repeating: 7, count: number(in: call.payload))
        case "Deadline": return Array((call.deadlineNanoseconds == nil ? "none" : "given").utf8)
        case "Metadata": return Array((call.metadata["X-KEY"] ?? "").utf8)
        case "WhoAmI":
            return Array("\(peer.pid) \(peer.uid) \(peer.gid) \(peer.executablePath() ?? "-")".utf8)
        default: throw Status(.internal, "no such test")
        }
    }

    func stream(_ call: Call, to writer: StreamWriter) async throws(Status) {
        events.append("started \(call.method)")
        switch call.method {
        case "Count":
            for index in 0..<number(in: call.payload) { try await writer.send(Array("\(index)".utf8)) }
        case "Elsewhere":
            // A task of its own, which is on no loop.
            let failure = Task.detached { () async -> Status? in
                do throws(Status) {
                    for index in 0..<100 { try await writer.send([UInt8(index)]) }
                    return nil
                } catch {
                    return error
                }
            }
            if let failure = await failure.value { throw failure }
        case "Empty": try await writer.send([])
        case "Break":
            try await writer.send(Array("last words".utf8))
            throw Status(.dataLoss, "broken")
        case "HoldStream": _ = await holdUntilCancelled(call.method)
        case "GateStream":
            try await untilOpen()
            try await writer.send(Array("gated".utf8))
        case "BigMessage": try await writer.send([UInt8](repeating: 7, count: number(in: call.payload)))
        case "Flood": try await flood(writer)
        default: throw Status(.internal, "no such test")
        }
    }

    /// Sends until it can't.
    private func flood(_ writer: StreamWriter) async throws(Status) {
        let message = [UInt8](repeating: 9, count: 64 * 1024)
        do {
            while true {
                try await writer.send(message)
                events.append("flooded")
            }
        } catch {
            events.append("flood ended: \(error.code)")
            throw error
        }
    }

    /// Returns when the gate is open, also to a call that was cancelled meanwhile.
    private func untilOpen() async throws(Status) {
        // A task of its own is not cancelled with the call.
        let opening = Task { try await gate.wait(for: "open") }
        do { try await opening.value } catch { throw Status(.internal, "\(error)") }
    }

    private func holdUntilCancelled(_ method: String) async -> [UInt8] {
        try? await Task.sleep(for: .seconds(3_600))
        events.append("cancelled \(method)")
        return Array("cancelled".utf8)
    }

    private func number(in payload: [UInt8]) -> Int {
        Int(String(decoding: payload, as: UTF8.self)) ?? 0
    }
}

extension ConnectionQuota {
    /// Of tests that are about something else.
    static let ample = ConnectionQuota(total: 1_024, perUser: 256)
}

extension Status {
    static let stopping = Status(.unavailable, "the server is shutting down")
}
