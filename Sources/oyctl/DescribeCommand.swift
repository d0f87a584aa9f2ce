import ArgumentParser
import Contract

/// `oyctl describe Remit`
struct DescribeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "describe", abstract: "Shows an RPC's request and answer, field by field.")

    @Argument(help: "The method: oy.v1.DisbursementService/Remit, or just Remit.")
    var method: String

    func run() throws {
        let endpoint = try MethodName.resolve(method, in: EndpointTable())
        print(endpoint.fullName)
        show(endpoint.request, "request")
        show(endpoint.response, "answer")
    }

    private func show(_ schema: MessageSchema, _ title: String, indent: String = "  ") {
        print("\(indent)\(title): \(schema.fullName)")
        for field in schema.fields {
            let marks = [field.isRepeated ? "list" : nil, field.rules.required ? "required" : nil].compactMap(\.self)
            let suffix = marks.isEmpty ? "" : "  (\(marks.joined(separator: ", ")))"
            guard field.kind == .message, field.wrapped == nil, let inner = field.message else {
                print("\(indent)  \(field.name)  \(field.wrapped?.kind ?? field.kind)\(suffix)")
                continue
            }
            show(inner, "\(field.name)\(suffix)", indent: indent + "  ")
        }
    }
}
