import Contract
import TTRPC
import TestSupport
import Testing

/// A stream of events on a connection of its own, as a service would hold it.
final class EventStream: Sendable {
    private let client: RPCClient
    private let events: ServerStream

    init(_ daemon: DaemonProcess, consumer: String = "tests", after: Int64? = nil, kinds: [Int] = []) async throws {
        client = try await daemon.connect()
        let endpoint = try RPCClient.endpoint("oy.v1.EventService/Watch")
        var request = Message(endpoint.request)
        request.set("consumer", to: consumer)
        if let after { request.set("after", to: after) }
        for kind in kinds { request.append("kinds", Int64(kind)) }
        events = client.client.serverStream(
            service: endpoint.service, method: endpoint.method, payload: request.encode())
    }

    /// The next event.
    func next() async throws -> Message {
        let events = events
        return try await withThrowingTaskGroup(of: Message?.self) { group in
            group.addTask {
                guard let bytes = try await events.makeAsyncIterator().next() else { return nil }
                return try Message(decoding: bytes, as: RPCClient.endpoint("oy.v1.EventService/Watch").response).message("event")
            }
            group.addTask {
                try await Task.sleep(for: Patience.event)
                return nil
            }
            defer { group.cancelAll() }
            return try #require(try await group.next() ?? nil, "no event came")
        }
    }

    func next(_ count: Int) async throws -> [Message] {
        var events: [Message] = []
        for _ in 0..<count { events.append(try await next()) }
        return events
    }

    func close() async {
        await client.client.close()
    }
}

extension Message {
    var cursor: Int64 { integer("cursor") }
}

extension ControlAPI {
    /// Lets the simulator send its callbacks to that listener.
    func sendCallbacks(to door: CallbackDoor, _ settings: JSONValue = [:]) async throws {
        try await send(
            "PUT", "callbacks", settings.with("url", .string("http://127.0.0.1:\(door.port)/callbacks/\(CallbackDoor.token)")))
    }

    /// A customer pays into an account.
    func pay(_ number: String, _ amount: Int) async throws {
        try await send("POST", "virtual-accounts/\(number)/pay", ["amount": .number("\(amount)")])
    }
}

extension RPCClient {
    /// A new virtual account's number.
    func makeAccount(_ user: String = "user-1") async throws -> String {
        try await call(
            "CreateVirtualAccount", ["partner_user_id": .string(user), "bank_code": "002", "is_open": true, "is_lifetime": true]
        ).string("va_number")
    }
}
