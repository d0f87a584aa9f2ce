import Contract
import Synchronization

/// Whether the gateway serves, for `grpc.health.v1.Health`: yes from the start until it drains.
public final class HealthBoard: Sendable {
    /// The states of `HealthCheckResponse`, with its numbers.
    public enum Condition: Int64, Sendable {
        case serving = 1
        case notServing = 2
        case serviceUnknown = 3
    }

    private struct State {
        var isServing = true
        var watchers: [Int: AsyncStream<Bool>.Continuation] = [:]
        var nextWatcher = 0
    }

    private let services: @Sendable (String) -> Bool
    private let state = Mutex(State())

    /// - Parameter services: whether there is a service of that name. The empty name is the gateway as a whole.
    public init(services: @escaping @Sendable (String) -> Bool) {
        self.services = services
    }

    /// The gateway drains: every watcher hears it, once.
    public func stopServing() {
        let watchers: [AsyncStream<Bool>.Continuation] = state.withLock { state in
            guard state.isServing else { return [] }
            state.isServing = false
            return Array(state.watchers.values)
        }
        for watcher in watchers { watcher.yield(false) }
    }

    func check(_ call: AdmittedCall) -> Result<Message, RPCError> {
        let service = call.request.string("service")
        guard knows(service) else {
            return .failure(
                RPCError(.notFound, reason: "SERVICE_UNKNOWN", message: "There is no service \(service.cut)"))
        }
        return .success(response(call, state.withLock(\.isServing) ? .serving : .notServing))
    }

    /// The present state at once, and each one after it, until the task is cancelled or `send` throws.
    func watch<E: Error>(_ call: AdmittedCall, send: (Message) async throws(E) -> Void) async throws(E) {
        guard knows(call.request.string("service")) else {
            try await send(response(call, .serviceUnknown))
            // The protocol keeps such a stream open, since the service might come; here none ever does.
            let (never, keepOpen) = AsyncStream.makeStream(of: Never.self)
            for await _ in never {}
            withExtendedLifetime(keepOpen) {}
            return
        }
        // Only the newest state matters to a reader who was away.
        let (states, continuation) = AsyncStream.makeStream(of: Bool.self, bufferingPolicy: .bufferingNewest(1))
        let id = state.withLock { state in
            continuation.yield(state.isServing)
            state.watchers[state.nextWatcher] = continuation
            state.nextWatcher += 1
            return state.nextWatcher - 1
        }
        defer { state.withLock { $0.watchers[id] = nil } }
        for await isServing in states {
            try await send(response(call, isServing ? .serving : .notServing))
        }
    }

    private func knows(_ service: String) -> Bool {
        service.isEmpty || services(service)
    }

    private func response(_ call: AdmittedCall, _ condition: Condition) -> Message {
        var message = Message(call.endpoint.response)
        message.set("status", to: condition.rawValue)
        return message
    }
}
