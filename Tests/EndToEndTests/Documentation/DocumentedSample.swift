import Foundation
import Testing

/// What the documentation shows for one RPC, from the fixtures that the contract's own tests use too.
struct DocumentedSample: CustomTestStringConvertible, Sendable {
    let rpc: String
    let verb: String
    let target: String
    let request: JSONValue
    /// `.null`: none.
    let body: JSONValue
    /// The answer's fields under the names of the .proto files.
    let fields: JSONValue
    /// The documented answer, byte by byte.
    let answer: String

    var testDescription: String { rpc }

    /// The target's path, as oysim matches it.
    var path: String { String(target.prefix { $0 != "?" }) }

    static let all: [DocumentedSample] = {
        do {
            let names = try FileManager.default.contentsOfDirectory(atPath: folder)
            return try names.filter { !$0.hasSuffix(".answer.json") }.sorted().map(read)
        } catch {
            preconditionFailure("the samples can't be read: \(error)")
        }
    }()

    private static let folder = URL(fileURLWithPath: #filePath)
        .appending(path: "../../../ContractTests/Fixtures/Documentation").standardized.path

    private static func read(_ name: String) throws -> DocumentedSample {
        let stem = name.dropLast(".json".count)
        let sample = try JSONValue(String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8))
        func member(_ name: String) throws -> JSONValue { try #require(sample[name], "\(stem) has no \(name)") }
        return DocumentedSample(
            rpc: try #require(member("rpc").string), verb: try #require(member("verb").string),
            target: try #require(member("target").string), request: try member("request"), body: try member("body"),
            fields: try member("fields"),
            answer: try String(contentsOfFile: "\(folder)/\(stem).answer.json", encoding: .utf8))
    }
}
