/// Where a call goes at OY!: the verb, and which field of the request goes into the path, the query or the body.
public struct Route: Sendable {
    /// A part of the path between slashes.
    public enum Segment: Sendable {
        case literal(String)
        case field(FieldSchema)
    }

    public let verb: HTTPCall.Verb
    /// As in the .proto file or the configuration: `/api/static-virtual-account/{id}`.
    public let template: String
    public let segments: [Segment]
    public let query: [(name: String, field: FieldSchema)]
    /// The fields that go into the body, in the order of their numbers.
    public let body: [FieldSchema]
    /// Whether there is a body: always with POST, with PUT where a field is left for it, never with GET.
    public let hasBody: Bool

    /// Verb and path with nameless placeholders: OY! can't tell two routes of one shape apart.
    var shape: String {
        let path = segments.map { segment in
            switch segment {
            case .literal(let text): "/" + text
            case .field: "/{}"
            }
        }.joined()
        return "\(verb.rawValue) \(path)"
    }

    /// Reads a template: the same rules as the generator's (proto/generate/route.py), for paths from the configuration too.
    ///
    /// - Throws: `ContractError` of kind `table`, saying what is wrong with the template.
    init(_ verb: HTTPCall.Verb, _ template: String, request: MessageSchema) throws(ContractError) {
        self.verb = verb
        self.template = template
        let parts = template.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts[0].hasPrefix("/") else { throw Self.wrong(template, "must begin with /") }
        var segments: [Segment] = []
        for part in parts[0].dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
            segments.append(try Self.segment(part, template, request))
        }
        var query: [(name: String, field: FieldSchema)] = []
        for pair in parts.count > 1 ? parts[1].split(separator: "&", omittingEmptySubsequences: false) : [] {
            query.append(try Self.parameter(pair, template, request))
        }
        self.segments = segments
        self.query = query
        let inPath = segments.compactMap { if case .field(let field) = $0 { field } else { nil } }
        let used = (inPath + query.map(\.field)).map(\.index)
        guard Set(used).count == used.count else { throw Self.wrong(template, "has a field in it twice") }
        let rest = request.fields.filter { !used.contains($0.index) && !$0.rules.own }
        guard verb != .get || rest.isEmpty else {
            throw Self.wrong(template, "has no place for the field \(rest[0].name), and a GET has no body")
        }
        body = rest
        hasBody = verb == .post || !rest.isEmpty
    }

    private static func segment(
        _ part: Substring, _ template: String, _ request: MessageSchema
    ) throws(ContractError) -> Segment {
        if part.hasPrefix("{") { return .field(try field(part, template, request)) }
        guard !part.isEmpty, part != ".", part != "..", part.utf8.allSatisfy(URLText.isPathCharacter) else {
            throw wrong(template, "has the segment `\(part)`, which is neither plain text nor one {field}")
        }
        return .literal(String(part))
    }

    private static func parameter(
        _ pair: Substring, _ template: String, _ request: MessageSchema
    ) throws(ContractError) -> (name: String, field: FieldSchema) {
        let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard sides.count == 2, !sides[0].isEmpty, sides[0].utf8.allSatisfy(URLText.isUnreserved) else {
            throw wrong(template, "has the query parameter `\(pair)`, which is not of the form name={field}")
        }
        return (String(sides[0]), try field(sides[1], template, request))
    }

    private static func field(
        _ part: Substring, _ template: String, _ request: MessageSchema
    ) throws(ContractError) -> FieldSchema {
        guard part.hasPrefix("{"), part.hasSuffix("}"), let field = request.field(String(part.dropFirst().dropLast())) else {
            throw wrong(template, "has `\(part)`, which names no field of \(request.fullName)")
        }
        guard field.rules.sensitivity == .public, !field.rules.own else {
            throw wrong(template, "has {\(field.name)}, which must not stand in a URL")
        }
        let plain: [FieldSchema.Kind] = [.string, .int32, .int64, .uint32, .uint64, .bool]
        guard !field.isRepeated, plain.contains(field.kind) else {
            throw wrong(template, "has {\(field.name)}, which is no plain string, number or bool")
        }
        return field
    }

    private static func wrong(_ template: String, _ what: String) -> ContractError {
        ContractError(.table, "the path `\(template)` \(what)")
    }
}
