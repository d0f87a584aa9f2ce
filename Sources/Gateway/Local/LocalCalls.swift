import Contract

/// Answers the RPCs that never reach OY!.
public struct LocalCalls: Sendable {
    private let facts: GatewayFacts
    private let gate: SharedUpstreamGate
    private let health: HealthBoard
    private let openSummary: CoalescedRead<OpenSummary>

    public init(
        facts: GatewayFacts, gate: SharedUpstreamGate, health: HealthBoard, ledger: any Ledger, clock: any Timekeeper
    ) {
        self.facts = facts
        self.gate = gate
        openSummary = CoalescedRead(for: Limits.summaryAge, clock: clock) { try? await ledger.openSummary() }
        self.health = health
    }

    func answer(_ call: AdmittedCall) async -> Result<Message, RPCError> {
        switch call.endpoint.rpc {
        case .whoAmI: .success(whoAmI(call))
        case .getInfo: .success(await info(call))
        case .healthCheck: health.check(call)
        default: preconditionFailure("\(call.endpoint.fullName) is answered by nobody")
        }
    }

    /// Serves a stream until it ends by itself, the caller goes away or `send` throws.
    func stream<E: Error>(_ call: AdmittedCall, send: (Message) async throws(E) -> Void) async throws(E) {
        switch call.endpoint.rpc {
        case .healthWatch: try await health.watch(call, send: send)
        default: preconditionFailure("\(call.endpoint.fullName) is no stream of the gateway")
        }
    }

    private func whoAmI(_ call: AdmittedCall) -> Message {
        var message = Message(call.endpoint.response)
        message.set("name", to: call.caller.name)
        message.set("uid", to: Int64(call.peer.uid))
        message.set("gid", to: Int64(call.peer.gid))
        message.set("pid", to: Int64(call.peer.pid))
        for pattern in call.caller.methods { message.append("methods", pattern.description) }
        if let role = call.caller.role { message.set("role", to: role.rawValue) }
        return message
    }

    private func info(_ call: AdmittedCall) async -> Message {
        // Others' payouts are nobody's business without a role: to such a caller all is told as if none were open.
        let summary = await openSummary.current()
        let open = call.caller.seesEverybody ? summary : summary.map { _ in OpenSummary() }
        var message = Message(call.endpoint.response)
        message.set("version", to: facts.version)
        message.set("started_at", to: facts.startedAt.rfc3339)
        message.set("base_url", to: facts.baseURL)
        message.set("credentials_loaded_at", to: facts.credentialsLoadedAt().rfc3339)
        message.set("circuit", to: gate.condition.rawValue)
        message.set("time_zone", to: facts.timeZone)
        for alarm in facts.alarms(open) { message.append("alarms", alarm) }
        if call.caller.seesEverybody, let open { open.write(to: &message) }
        return message
    }
}
