@testable import Contract
import TestSupport
import Testing

@Suite struct RoundTripTests {
    @Test func `a message comes back from JSON as it was`() throws {
        var random = SeededRandom(for: "message to JSON and back")
        for schema in jsonSchemas {
            for _ in 0..<100 {
                let message = random.message(schema)
                let json = message.json(pretty: random.below(2) == 0)
                let back = try Message(json: json, as: schema)
                try #require(back == message, "\(schema.fullName): \(text(json))")
                try #require(back.json() == message.json())
            }
        }
    }

    @Test func `a message comes back from protobuf as it was`() throws {
        var random = SeededRandom(for: "message to protobuf and back")
        for schema in jsonSchemas {
            for _ in 0..<100 {
                let message = random.message(schema)
                let bytes = message.encode()
                try #require(bytes.count == message.encodedSize)
                let back = try Message(decoding: bytes, as: schema)
                try #require(back.encode() == bytes && back.json() == message.json(), "\(schema.fullName)")
            }
        }
    }

    @Test func `what is sent to OY! is JSON that holds what was given`() throws {
        var random = SeededRandom(for: "message to HTTP body and back")
        for endpoint in table.all where endpoint.route?.hasBody == true {
            for _ in 0..<200 {
                var request = random.message(endpoint.request)
                if let id = endpoint.request.field("id") { request.set(id.name, to: "7") }
                if endpoint.request.field("ibank_id") != nil { request.set("ibank_id", to: "7") }
                guard let body = try endpoint.httpCall(for: request).body else { continue }
                let back = try Message(json: body, as: endpoint.request)
                for field in endpoint.route?.body ?? [] where request.has(field) {
                    var (left, right) = (Message(endpoint.request), Message(endpoint.request))
                    left.copy(field, from: request)
                    right.copy(field, from: back)
                    try #require(left == right, "\(endpoint.fullName).\(field.name)")
                }
            }
        }
    }
}

extension Message {
    /// Takes one field's value from another message of the same kind.
    fileprivate mutating func copy(_ field: FieldSchema, from other: Message) {
        self = other
        for rest in schema.fields where rest !== field { clear(rest.name) }
    }
}
