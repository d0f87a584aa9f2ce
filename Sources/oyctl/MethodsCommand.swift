import ArgumentParser
import Contract

/// `oyctl methods`
struct MethodsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "methods", abstract: "Lists the RPCs, and where at OY! each goes.")

    func run() throws {
        let endpoints = try EndpointTable().all.sorted { $0.fullName < $1.fullName }
        let width = endpoints.map(\.fullName.count).max() ?? 0
        for endpoint in endpoints {
            let name = endpoint.fullName + String(repeating: " ", count: width - endpoint.fullName.count)
            try Output.line("\(name)  \(endpoint.route.map { "\($0.verb.rawValue) \($0.template)" } ?? "answered by oyd")")
        }
    }
}
