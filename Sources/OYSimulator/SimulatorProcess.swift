import Foundation
import Logging
import ServiceLifecycle
import UnixSignals

/// The simulator as a process: says where it listens, and ends on SIGTERM and SIGINT.
public struct SimulatorProcess: Sendable {
    private let configuration: SimulatorConfiguration
    private let portFile: String?
    private let say: @Sendable (String) -> Void

    /// - Parameters:
    ///   - portFile: gets one line per listener, such as `http=8080`, once all of them are open.
    ///   - say: takes what there is to tell, line by line.
    public init(
        configuration: SimulatorConfiguration, portFile: String? = nil, say: @escaping @Sendable (String) -> Void
    ) {
        self.configuration = configuration
        self.portFile = portFile
        self.say = say
    }

    /// Serves until a signal ends it.
    public func run() async throws {
        let simulator = try Simulator(configuration)
        let group = ServiceGroup(
            configuration: .init(
                services: [simulator], gracefulShutdownSignals: [.sigterm, .sigint],
                logger: Logger(label: "oysim") { _ in SwiftLogNoOpLogHandler() }))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            tasks.addTask { try await self.announce(simulator) }
            try await tasks.waitForAll()
        }
        say("oysim: stopped")
    }

    private func announce(_ simulator: Simulator) async throws {
        var ports: [String] = []
        var places: [String] = []
        for (listener, address) in configuration.addresses {
            // Where it never listened, `run` says why.
            guard let port = try? await simulator.port(of: listener) else { return }
            let host = address.host.contains(":") ? "[\(address.host)]" : address.host
            ports.append("\(listener.rawValue)=\(port)")
            switch listener {
            case .http: places.append("http://\(host):\(port)\(configuration.pathPrefix)")
            case .https: places.append("https://\(host):\(port)\(configuration.pathPrefix)")
            case .control: places.append("control API at http://\(host):\(port)/_sim/")
            }
        }
        if let portFile {
            // Whole or not at all: a script that waits for the file must not read half of it.
            try Data((ports.joined(separator: "\n") + "\n").utf8).write(to: URL(fileURLWithPath: portFile), options: .atomic)
        }
        say("oysim: listening at \(places.joined(separator: ", "))")
    }
}
