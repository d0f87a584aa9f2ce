import ArgumentParser
import Contract

/// `oyctl describe Remit`
struct DescribeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "describe", abstract: "Shows an RPC's request and answer, field by field.")

    @Argument(help: "The method: oy.v1.DisbursementService/Remit, or just Remit.", completion: .list(MethodName.proposals))
    var method: String

    func run() throws {
        let endpoint = try MethodName.resolve(method, in: EndpointTable())
        try Output.line(endpoint.fullName)
        try show(endpoint.request, "request", isRequest: true)
        // What OY! must say is not always there: an answer about a payout that waits has nothing of OY!'s yet.
        try show(endpoint.response, "answer", isRequest: false)
    }

    private func show(_ schema: MessageSchema, _ title: String, isRequest: Bool, indent: String = "  ") throws {
        try Output.line("\(indent)\(title): \(schema.fullName)")
        for field in schema.fields {
            let marks = field.marks(isRequest: isRequest)
            let shown = marks.isEmpty ? "" : "  (\(marks.joined(separator: ", ")))"
            guard field.kind == .message, field.wrapped == nil, let inner = field.message else {
                try Output.line("\(indent)  \(field.name)  \(field.typeName)\(shown)")
                continue
            }
            try show(inner, "\(field.name)\(shown)", isRequest: isRequest, indent: indent + "  ")
        }
    }
}

extension FieldSchema {
    /// How its values are written in JSON.
    fileprivate var typeName: String {
        guard let wrapped else { return kind.name(enumeration) }
        return wrapped.kind.name(wrapped.enumeration) + ", or not given"
    }

    /// What else must be known of it.
    fileprivate func marks(isRequest: Bool) -> [String] {
        let marks = [
            isRepeated ? "list" : nil, rules.required && isRequest ? "required" : nil,
            rules.requiredWhenFalse.map { "required where \($0) is false" }, rules.format?.description,
            rules.sentDefault.map { "\($0.isEmpty ? "\"\"" : $0) where it is not given" },
        ]
        return marks.compactMap(\.self)
    }
}

extension FieldSchema.Kind {
    fileprivate func name(_ enumeration: EnumSchema?) -> String {
        switch self {
        case .enumeration: enumeration?.values.filter { $0.number != 0 }.map(\.name).joined(separator: "|") ?? "number"
        case .bytes: "bytes as base64"
        default: "\(self)"
        }
    }
}

extension Format {
    fileprivate var description: String {
        switch self {
        case .positive: "above zero"
        case .notNegative: "zero or more"
        case .date: "yyyy-MM-dd"
        case .emails: "at most \(Contract.Limits.emails) e-mail addresses, with spaces between them"
        case .name: "visible ASCII characters"
        case .milliseconds: "milliseconds since 1970"
        }
    }
}
