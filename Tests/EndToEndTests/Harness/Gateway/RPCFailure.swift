import Contract
import TTRPC

/// An RPC's error with its details taken apart, as a caller's library would show it.
struct RPCFailure: Error, Equatable, CustomStringConvertible {
    var code: StatusCode
    var message: String
    var reason = ""
    var domain = ""
    var metadata: [String: String] = [:]
    /// Field to description, from `BadRequest`.
    var violations: [String: String] = [:]
    /// From `RetryInfo`.
    var retryDelay: Duration?

    init(_ status: Status) throws {
        code = status.code
        message = status.message
        for detail in status.details {
            let name = detail.typeURL.split(separator: "/").last.map(String.init) ?? ""
            guard let schema = MessageSchema.named(name) else { continue }
            try read(Message(decoding: detail.value, as: schema))
        }
    }

    private mutating func read(_ detail: Message) {
        switch detail.schema.fullName {
        case "google.rpc.ErrorInfo":
            reason = detail.string("reason")
            domain = detail.string("domain")
            for entry in detail.messages("metadata") { metadata[entry.string("key")] = entry.string("value") }
        case "google.rpc.BadRequest":
            for entry in detail.messages("field_violations") {
                violations[entry.string("field")] = entry.string("description")
            }
        case "google.rpc.RetryInfo":
            retryDelay = detail.message("retry_delay").map {
                .seconds($0.integer("seconds")) + .nanoseconds($0.integer("nanos"))
            }
        default: break
        }
    }

    var description: String {
        "\(code) \(domain)/\(reason): \(message) \(metadata) \(violations)"
    }
}
