import CProtobufC
import CProtos

/// All messages linked into the process, built once from the C registry and the generated rules.
struct SchemaCatalog: Sendable {
    static let shared = SchemaCatalog(rules: generatedRules)

    let schemas: [String: MessageSchema]
    /// Where rules and descriptors do not fit each other; the endpoint table refuses to start on any.
    let problems: [String]

    /// Names of the wrappers, which are plain values in JSON.
    private static let wrappers: Set<String> = Set(
        ["Bool", "String", "Bytes", "Int32", "Int64", "UInt32", "UInt64"].map { "google.protobuf.\($0)Value" })

    init(rules: [MessageRules]) {
        var problems: [String] = []
        var unused = Dictionary(uniqueKeysWithValues: rules.map { ($0.fullName, $0) })
        var schemas: [String: MessageSchema] = [:]
        for index in 0..<oy_registry_message_count() {
            guard let descriptor = oy_registry_message(index) else { continue }
            let rules = unused.removeValue(forKey: String(cString: descriptor.pointee.name))
            let schema = MessageSchema(descriptor, rules: rules)
            schemas[schema.fullName] = schema
            problems += Self.problems(of: schema, rules: rules)
        }
        problems += unused.keys.sorted().map { "\($0): there are rules for it, but no such message" }
        for schema in schemas.values {
            let described = UnsafeBufferPointer(
                start: schema.descriptor.pointee.fields, count: Int(schema.descriptor.pointee.n_fields))
            for (field, description) in zip(schema.fields, described) where field.kind == .message {
                let target = description.descriptor.assumingMemoryBound(to: ProtobufCMessageDescriptor.self)
                field.message = schemas[String(cString: target.pointee.name)]
                if let target = field.message, Self.wrappers.contains(target.fullName) {
                    field.wrapped = target.fields[0]
                }
                if field.message == nil {
                    problems.append("\(schema.fullName).\(field.name): its message is not in the registry")
                }
            }
        }
        self.schemas = schemas
        self.problems = problems
    }

    /// Every field of the contract's own package has its rules, and every rule its field.
    private static func problems(of schema: MessageSchema, rules: MessageRules?) -> [String] {
        guard let rules else {
            return schema.fullName.hasPrefix("oy.v1.") ? ["\(schema.fullName): there are no rules for it"] : []
        }
        let described = Set(schema.fields.map(\.number))
        let ruled = Set(rules.fields.map(\.number))
        return described.symmetricDifference(ruled).sorted().map { number in
            described.contains(number)
                ? "\(schema.fullName): there is no rule for field \(number)"
                : "\(schema.fullName): there is a rule for field \(number), but no such field"
        }
    }
}
