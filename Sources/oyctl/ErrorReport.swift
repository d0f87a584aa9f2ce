import Contract
import TTRPC

/// An RPC's error for a person: what, why, and each fact on a line.
enum ErrorReport {
    static func text(of status: Status) -> String {
        var lines = ["\(status.code): \(status.message)"]
        for detail in status.details {
            guard let name = detail.typeURL.split(separator: "/").last,
                let schema = MessageSchema.named(String(name)),
                let message = try? Message(decoding: detail.value, as: schema)
            else { continue }
            lines += facts(in: message).map { "  \($0.name): \($0.value)" }
        }
        // systemd takes connections for a daemon that does not come up.
        if status.code == .deadlineExceeded, status.details.isEmpty {
            lines.append("  no answer came: does oyd run, and is it overloaded? See `systemctl status oyd` and `journalctl -u oyd`")
        }
        return lines.map(\.visible).joined(separator: "\n") + "\n"
    }

    /// The gateway's word for why a call was refused, `METHOD_NOT_ALLOWED`; nil for an error of somebody else's.
    static func reason(of status: Status) -> String? {
        for detail in status.details where detail.typeURL.hasSuffix("/google.rpc.ErrorInfo") {
            guard let schema = MessageSchema.named("google.rpc.ErrorInfo"), let info = try? Message(decoding: detail.value, as: schema),
                info.string("domain") == "oy-gateway"
            else { continue }
            return info.string("reason")
        }
        return nil
    }

    /// The same JSON with what a terminal obeys escaped: an approver must see the account that is paid.
    static func harmless(json: String) -> String {
        json.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map { String($0).escaped }.joined(separator: "\n")
    }

    private static func facts(in message: Message) -> [(name: String, value: String)] {
        switch message.schema.fullName {
        case "google.rpc.ErrorInfo":
            [("reason", message.string("reason")), ("domain", message.string("domain"))]
                + message.messages("metadata").map { ($0.string("key"), $0.string("value")) }
        case "google.rpc.BadRequest":
            message.messages("field_violations").map { violation in
                ("violation", [violation.string("field"), violation.string("description")].filter { !$0.isEmpty }.joined(separator: " "))
            }
        case "google.rpc.RetryInfo":
            message.message("retry_delay").map { delay in
                [("retry_after", "\(delay.integer("seconds") &+ (delay.integer("nanos") > 0 ? 1 : 0)) s")]
            } ?? []
        default: []
        }
    }
}
