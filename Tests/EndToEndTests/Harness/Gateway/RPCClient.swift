import Contract
import NIOPosix
import TTRPC
import Testing

/// Calls the daemon as a service does: typed messages over ttrpc on its socket.
struct RPCClient: Sendable {
    let client: Client
    static let table: EndpointTable = {
        do { return try EndpointTable() } catch { preconditionFailure("the endpoint table: \(error)") }
    }()

    static func connect(to socket: String) async throws -> RPCClient {
        RPCClient(client: try await Client.connect(path: socket, group: .singletonMultiThreadedEventLoopGroup))
    }

    /// The RPC called `name`: `oy.v1.DisbursementService/Remit`, or just `Remit`.
    static func endpoint(_ name: String) throws -> Endpoint {
        try #require(table.all.first { $0.fullName == name || $0.method == name }, "there is no RPC \(name)")
    }

    /// Calls an RPC with a request written as JSON.
    ///
    /// - Throws: `RPCFailure`.
    @discardableResult
    func call(_ rpc: String, _ request: JSONValue = [:], timeout: Duration? = nil) async throws -> Message {
        let endpoint = try Self.endpoint(rpc)
        let message = try Message(json: Array(request.description.utf8), as: endpoint.request)
        return try await call(rpc, bytes: message.encode(), timeout: timeout)
    }

    /// Calls an RPC with a request of any bytes, right or wrong.
    @discardableResult
    func call(_ rpc: String, bytes: [UInt8], timeout: Duration? = nil) async throws -> Message {
        let endpoint = try Self.endpoint(rpc)
        let answer = try await raw(endpoint.service, endpoint.method, bytes, timeout: timeout)
        return try Message(decoding: answer, as: endpoint.response)
    }

    /// Calls a method that need not exist.
    func raw(
        _ service: String, _ method: String, _ payload: [UInt8] = [], timeout: Duration? = nil
    ) async throws -> [UInt8] {
        do {
            return try await client.unary(service: service, method: method, payload: payload, timeout: timeout)
        } catch {
            throw try RPCFailure(error)
        }
    }

    /// The error that a call ends with; a call that succeeds fails the test.
    func refusal(
        _ rpc: String, _ request: JSONValue = [:], timeout: Duration? = nil, at location: SourceLocation = #_sourceLocation
    ) async throws -> RPCFailure {
        let error = await #expect(throws: RPCFailure.self, sourceLocation: location) {
            try await call(rpc, request, timeout: timeout)
        }
        return try #require(error, sourceLocation: location)
    }

    /// The same, for a request of any bytes.
    func refusal(
        _ rpc: String, bytes: [UInt8], at location: SourceLocation = #_sourceLocation
    ) async throws -> RPCFailure {
        let error = await #expect(throws: RPCFailure.self, sourceLocation: location) {
            try await call(rpc, bytes: bytes)
        }
        return try #require(error, sourceLocation: location)
    }
}

extension Message {
    /// The message as a value that can be compared; every field is in it.
    var value: JSONValue {
        get throws { try JSONValue(json()) }
    }
}
