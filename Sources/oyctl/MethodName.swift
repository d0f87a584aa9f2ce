import ArgumentParser
import Contract

/// Finds the RPC that an operator means: `oy.v1.DisbursementService/Remit`, `DisbursementService/Remit` or `Remit`, with or
/// without the slash that gRPC's tools put first.
enum MethodName {
    /// - Throws: `ExitCode` 64, with what was possible on standard error.
    static func resolve(_ text: String, in table: EndpointTable) throws -> Endpoint {
        let text = text.hasPrefix("/") ? String(text.dropFirst()) : text
        let matches = table.all.filter { endpoint in
            endpoint.fullName == text || endpoint.fullName.hasSuffix(".\(text)") || endpoint.method == text
        }
        switch matches.count {
        case 1: return matches[0]
        case 0: throw Output.usageError("there is no method \(text); `oyctl methods` lists them")
        default:
            throw Output.usageError("\(text) is ambiguous: write \(matches.map { short($0.rpc) }.joined(separator: " or "))")
        }
    }

    /// What a shell proposes: the shortest name that means one RPC alone.
    static let proposals: [String] = RPC.allCases.map { rpc in
        let isUnique = RPC.allCases.count { $0.method == rpc.method } == 1
        return isUnique ? String(rpc.method) : short(rpc)
    }

    /// `DisbursementService/Remit`
    private static func short(_ rpc: RPC) -> String {
        "\(rpc.service.split(separator: ".").last ?? rpc.service)/\(rpc.method)"
    }
}
