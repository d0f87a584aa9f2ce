import Contract

/// Answers the RPCs that never reach OY!.
public struct LocalCalls: Sendable {
    private let facts: GatewayFacts
    private let gate: SharedUpstreamGate
    private let health: HealthBoard

    public init(facts: GatewayFacts, gate: SharedUpstreamGate, health: HealthBoard) {
        self.facts = facts
        self.gate = gate
        self.health = health
    }

    func answer(_ call: AdmittedCall) -> Result<Message, RPCError> {
        switch call.endpoint.rpc {
        case .whoAmI: .success(whoAmI(call))
        case .getInfo: .success(info(call))
        case .healthCheck: health.check(call)
        default: .failure(.unimplemented(call.endpoint.fullName))
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

    private func info(_ call: AdmittedCall) -> Message {
        var message = Message(call.endpoint.response)
        message.set("version", to: facts.version)
        message.set("started_at", to: facts.startedAt.rfc3339)
        message.set("base_url", to: facts.baseURL)
        message.set("credentials_loaded_at", to: facts.credentialsLoadedAt().rfc3339)
        message.set("circuit", to: gate.condition.rawValue)
        return message
    }
}
