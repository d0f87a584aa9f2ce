import Contract
import Foundation
import Testing

/// Each documented sample: the request becomes exactly the documented HTTP request, the documented answer exactly its fields.
@Suite struct DocumentationTests {
    @Test(arguments: Sample.all)
    func `the sample request becomes the documented HTTP request`(_ sample: Sample) throws {
        let endpoint = try #require(sample.endpoint)
        let request = try Message(json: sample.request, as: endpoint.request)
        #expect(endpoint.violations(of: request) == [])
        let call = try endpoint.httpCall(for: request)
        #expect(call.verb.rawValue == sample.verb)
        #expect(call.target == sample.target)
        #expect(call.body.map(Sample.tree) == sample.body)
    }

    @Test(arguments: Sample.all)
    func `the sample answer comes back in fields`(_ sample: Sample) throws {
        let endpoint = try #require(sample.endpoint)
        let answer = try Answer(json: sample.answer, as: endpoint.response)
        #expect(answer.missing == [])
        #expect(answer.status == AnswerStatus.read(from: sample.answer))
        #expect(answer.status?.code.isEmpty == false)
        let actual = Sample.tree(answer.message.json())
        #expect(Sample.difference(sample.fields, actual) == nil)
        // What the sample does not name has its empty value, and the other way round nothing is lost over the wire.
        #expect(try Message(decoding: answer.message.encode(), as: endpoint.response) == answer.message)
    }

    @Test func `every RPC that goes to OY! has a sample`() {
        let sampled = Set(Sample.all.map(\.rpc))
        let routed = Set(table.all.filter { !$0.isLocal }.map(\.fullName))
        #expect(sampled == routed)
        #expect(routed.count == 17)
    }
}

/// A fixture: what the documentation shows for one RPC.
struct Sample: CustomTestStringConvertible, Sendable {
    let rpc: String
    let verb: String
    let target: String
    let request: [UInt8]
    let answer: [UInt8]
    // Trees of JSONSerialization, for comparing without regard to order and white space; never changed.
    nonisolated(unsafe) let body: NSObject?
    nonisolated(unsafe) let fields: NSObject

    var testDescription: String { rpc }

    var endpoint: Endpoint? {
        let parts = rpc.split(separator: "/").map(String.init)
        return table.endpoint(service: parts[0], method: parts[1])
    }

    static let all: [Sample] = {
        let folder = Bundle.module.bundleURL.appending(path: "Fixtures/Documentation")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.filter { !$0.hasSuffix(".answer.json") }.sorted().compactMap { name in
            let stem = name.dropLast(".json".count)
            guard let main = FileManager.default.contents(atPath: folder.appending(path: name).path),
                let answer = FileManager.default.contents(atPath: folder.appending(path: "\(stem).answer.json").path),
                let top = tree(Array(main)) as? [String: Any]
            else { preconditionFailure("fixture \(name) can't be read") }
            return Sample(top, answer: Array(answer))
        }
    }()

    private init(_ top: [String: Any], answer: [UInt8]) {
        func string(_ key: String) -> String { top[key] as? String ?? "" }
        func object(_ key: String) -> NSObject? { (top[key] as? [String: Any]).map { $0 as NSDictionary } }
        rpc = string("rpc")
        verb = string("verb")
        target = string("target")
        body = object("body")
        fields = object("fields") ?? NSDictionary()
        request = object("request").flatMap { try? JSONSerialization.data(withJSONObject: $0) }.map(Array.init) ?? []
        self.answer = answer
    }

    static func tree(_ json: [UInt8]) -> NSObject {
        ((try? JSONSerialization.jsonObject(with: Data(json))) as? [String: Any]).map { $0 as NSDictionary } ?? NSNull()
    }

    /// Where `expected` is not found in `actual`; nil for nowhere.
    static func difference(_ expected: Any, _ actual: Any?, at path: String = "") -> String? {
        if let expected = expected as? [String: Any] {
            guard let actual = actual as? [String: Any] else { return path }
            return expected.lazy.compactMap { difference($0.value, actual[$0.key], at: "\(path).\($0.key)") }.first
        }
        if let expected = expected as? [Any] {
            guard let actual = actual as? [Any], actual.count == expected.count else { return path }
            return zip(expected, actual).lazy.compactMap { difference($0, $1, at: "\(path)[]") }.first
        }
        return (expected as? NSObject)?.isEqual(actual) == true ? nil : path
    }
}
