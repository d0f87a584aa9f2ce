import ArgumentParser
import Contract

/// `oyctl methods`
struct MethodsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "methods", abstract: "Lists the RPCs, and where at OY! each goes.")

    func run() throws {
        let endpoints = try EndpointTable().all.sorted { $0.fullName < $1.fullName }
        var table = TextTable([.init(), .init()])
        for endpoint in endpoints {
            table.add([endpoint.fullName, endpoint.route.map { "\($0.verb.rawValue) \($0.template)" } ?? "answered by oyd"])
        }
        try Output.line(table.lines().joined(separator: "\n"))
    }
}
