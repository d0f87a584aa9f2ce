import Testing

@testable import OYSimulator

/// A simulator in this process, for the length of one test.
struct RunningSimulator: Sendable {
    var client: TestClient
    /// The control API's own listener, which no fault closes.
    var control: TestClient
    var simulator: Simulator

    static func run(
        _ configure: (inout SimulatorConfiguration) -> Void = { _ in },
        _ test: @Sendable (RunningSimulator) async throws -> Void
    ) async throws {
        var configuration = SimulatorConfiguration()
        configuration.listenControl = .init()
        configure(&configuration)
        let simulator = try Simulator(configuration)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await simulator.run() }
            let port = try await simulator.port(of: configuration.listen == nil ? .https : .http)
            let controlPort = try await simulator.port(of: .control)
            let running = RunningSimulator(
                client: TestClient(port: port, prefix: configuration.pathPrefix),
                control: TestClient(port: controlPort), simulator: simulator)
            try await test(running)
            group.cancelAll()
        }
    }

    /// A call of the control API that must succeed.
    @discardableResult
    func control(_ method: String, _ path: String, _ body: String? = nil) async throws -> JSON {
        let reply = try await control.call(method, "/_sim" + path, body)
        try #require(reply.status == 200, "\(reply.raw)")
        return try #require(reply.json)
    }

    /// Scripts a fault and returns its number.
    @discardableResult
    func fault(_ body: String) async throws -> Int {
        try #require(try await control("POST", "/faults", body)["id"]?.int)
    }

    func remit(_ id: String, account: String = "1239812390", amount: String = "125000", bank: String = "014") async throws -> TestClient.Reply {
        try await client.call("POST", "/api/remit", Bodies.remit(id, account: account, amount: amount, bank: bank))
    }

    func status(_ id: String) async throws -> TestClient.Reply {
        try await client.call("POST", "/api/remit-status", #"{"partner_trx_id":"\#(id)"}"#)
    }
}
