import Contract
import Gateway
import TTRPC

extension Status {
    /// The one place where the gateway's errors become what is sent: `google.rpc.Status` with `ErrorInfo`, and with
    /// `BadRequest` and `RetryInfo` where they apply.
    init(_ error: RPCError) {
        self.init(StatusCode(rawValue: error.code.rawValue), error.message, details: Self.details(of: error))
    }

    private static func details(of error: RPCError) -> [Detail] {
        var details = [errorInfo(error)]
        if !error.violations.isEmpty { details.append(badRequest(error.violations)) }
        if let delay = error.retryDelay { details.append(retryInfo(delay)) }
        return details.compactMap(\.self)
    }

    private static func errorInfo(_ error: RPCError) -> Detail? {
        detail("google.rpc.ErrorInfo") { info in
            info.set("reason", to: error.reason)
            info.set("domain", to: error.domain.rawValue)
            for (key, value) in error.metadata.sorted(by: { $0.key < $1.key }) {
                guard var entry = MessageSchema.named("google.rpc.ErrorInfo.MetadataEntry").map(Message.init) else { return }
                entry.set("key", to: key)
                entry.set("value", to: value.withoutNUL)
                info.append("metadata", entry)
            }
        }
    }

    private static func badRequest(_ violations: [FieldViolation]) -> Detail? {
        detail("google.rpc.BadRequest") { request in
            for violation in violations {
                guard var entry = MessageSchema.named("google.rpc.BadRequest.FieldViolation").map(Message.init) else { return }
                entry.set("field", to: violation.field.withoutNUL)
                entry.set("description", to: violation.message.withoutNUL)
                request.append("field_violations", entry)
            }
        }
    }

    private static func retryInfo(_ delay: Duration) -> Detail? {
        detail("google.rpc.RetryInfo") { info in
            guard var duration = MessageSchema.named("google.protobuf.Duration").map(Message.init) else { return }
            duration.set("seconds", to: delay.components.seconds)
            duration.set("nanos", to: delay.components.attoseconds / 1_000_000_000)
            info.set("retry_delay", to: duration)
        }
    }

    private static func detail(_ name: String, _ fill: (inout Message) -> Void) -> Detail? {
        guard let schema = MessageSchema.named(name) else { return nil }
        var message = Message(schema)
        fill(&message)
        return Detail(typeURL: "type.googleapis.com/\(name)", value: message.encode())
    }
}

extension String {
    /// C strings end at a NUL; what OY! wrote may hold anything.
    fileprivate var withoutNUL: String {
        utf8.contains(0) ? filter { $0 != "\0" } : self
    }
}
