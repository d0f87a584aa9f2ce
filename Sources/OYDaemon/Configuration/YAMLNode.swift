import Contract
import Yams

/// A node of the document that knows where it stands and reads itself strictly: a value is of the type asked for or an
/// error that names the place.
struct YAMLNode {
    private let node: Node
    private let file: String
    /// Path of the key that leads here.
    let key: String

    init(_ node: Node, file: String, key: String = "") {
        self.node = node
        self.file = file
        self.key = key
    }

    /// An error about this node.
    func error(_ message: String) -> ConfigurationError {
        ConfigurationError(file: file, line: node.mark?.line, key: key, message: message)
    }

    /// An error about a member of this mapping, also where it is not written down and its default is at odds with the rest.
    func error(_ message: String, about member: String) -> ConfigurationError {
        ConfigurationError(file: file, line: node.mark?.line, key: path(to: member), message: message)
    }

    /// A value as it is written in the file, and where.
    struct Written {
        enum Value: Equatable {
            case scalar(String)
            /// Its members are values of their own.
            case mapping
            /// Of so many elements, which are values of their own.
            case list(Int)
        }

        var value: Value
        /// Counted from 1.
        var line: Int?
    }

    /// Every value of the document by the path of its key: what two versions of a file are compared by. The elements of a list of named
    /// things go by their names, whatever their order.
    func values() -> [String: Written] {
        var values: [String: Written] = [:]
        collect(into: &values, depth: 0)
        return values
    }

    private func collect(into values: inout [String: Written], depth: Int) {
        guard depth < Limits.configurationDepth else { return }
        let line = node.mark?.line
        if let mapping = node.mapping {
            values[key] = Written(value: .mapping, line: line)
            for (name, value) in mapping {
                child(value, named: name.scalar?.string ?? "").collect(into: &values, depth: depth + 1)
            }
        } else if let sequence = node.sequence {
            values[key] = Written(value: .list(sequence.count), line: line)
            for (index, element) in sequence.enumerated() {
                let name = element.mapping?["name"]?.scalar?.string
                let node = name.map { child(element, named: $0) } ?? self.element(element, at: index)
                node.collect(into: &values, depth: depth + 1)
            }
        } else if let scalar = node.scalar {
            values[key] = Written(value: .scalar(scalar.string), line: line)
        }
    }

    // MARK: Paths

    /// A member of this mapping, or an element of this list that goes by its name.
    private func child(_ node: Node, named name: String) -> YAMLNode {
        YAMLNode(node, file: file, key: path(to: name))
    }

    /// An element of this list, counted from 0.
    private func element(_ node: Node, at index: Int) -> YAMLNode {
        YAMLNode(node, file: file, key: "\(key)[\(index)]")
    }

    private func path(to name: String) -> String {
        key.isEmpty ? name : "\(key).\(name)"
    }

    // MARK: Collections

    var isMapping: Bool {
        node.mapping != nil
    }

    /// The members of a mapping, each of which must be among `known`.
    func members(_ known: [String]) throws(ConfigurationError) -> YAMLMembers {
        guard let mapping = node.mapping else { throw error("must be a mapping of keys to values") }
        var members: [String: YAMLNode] = [:]
        for (name, value) in mapping {
            guard let text = name.scalar?.string else {
                throw YAMLNode(name, file: file, key: key).error("a key must be plain text")
            }
            let member = child(value, named: text)
            guard known.contains(text) else {
                let place = YAMLNode(name, file: file, key: member.key)
                throw place.error("unknown key; known here: \(known.joined(separator: ", "))")
            }
            members[text] = member
        }
        return YAMLMembers(node: self, members: members)
    }

    /// The members of a mapping whose keys are the operator's own.
    func entries() throws(ConfigurationError) -> [(name: String, value: YAMLNode)] {
        guard let mapping = node.mapping else { throw error("must be a mapping of keys to values") }
        var entries: [(name: String, value: YAMLNode)] = []
        for (name, value) in mapping {
            let text = name.scalar?.string ?? ""
            entries.append((text, child(value, named: text)))
        }
        return entries
    }

    /// The elements of a list.
    func elements() throws(ConfigurationError) -> [YAMLNode] {
        guard let sequence = node.sequence else { throw error("must be a list") }
        return sequence.enumerated().map { element($1, at: $0) }
    }

    // MARK: Scalars

    /// Text as it stands in the file: `014` keeps its zero. Never empty.
    func text() throws(ConfigurationError) -> String {
        guard let scalar = node.scalar else { throw error("must be a single value") }
        guard !scalar.string.isEmpty, node.tag.description != "tag:yaml.org,2002:null" else {
            throw error("must not be empty")
        }
        guard !scalar.string.contains("\0") else { throw error("must not contain a NUL character") }
        return scalar.string
    }

    /// Text that names something, and is compared with what others write: no blanks, nor anything else that is not seen.
    func name() throws(ConfigurationError) -> String {
        let name = try text()
        guard !name.unicodeScalars.contains(where: { $0.isUnseen || $0.properties.isWhitespace }) else {
            throw error("must not contain blanks or control characters")
        }
        return name
    }

    /// OY!'s code of a bank or wallet, such as 014, 112S or dana. It is compared letter by letter with what callers write, so one that OY! can't
    /// have would allow nobody anything.
    func bankCode() throws(ConfigurationError) -> String {
        let code = try name()
        let isNumbered = code.utf8.first?.isASCIIDigit ?? false
        let isPlain = code.utf8.allSatisfy { byte in
            let isLowercase = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
            let isCapital = (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
            return byte.isASCIIDigit || isCapital || (!isNumbered && (isLowercase || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")))
        }
        guard isPlain, ConfigurationLimits.bankCodeLength.contains(code.utf8.count) else {
            throw error("is no bank code of OY!'s, such as \"014\" or 112S: three digits or more, then capital letters; or a name")
        }
        return code
    }

    /// A whole decimal number within `range`, written as a number: without quotes, which would make text of it, and without
    /// zeros before it, which YAML took for octal once.
    func integer<Value: FixedWidthInteger>(in range: ClosedRange<Value>) throws(ConfigurationError) -> Value {
        let text = try text()
        let digits = text.hasPrefix("-") ? text.dropFirst().utf8 : text[...].utf8
        let hasZeros = digits.count > 1 && digits.first == UInt8(ascii: "0")
        let isPlain = !digits.isEmpty && digits.allSatisfy(\.isASCIIDigit) && !hasZeros
        guard isPlain, node.scalar?.style == .plain else {
            throw error("must be a whole number, without quotes, plus sign or zeros before it")
        }
        guard let value = Value(text) else { throw error("must be between \(range.lowerBound) and \(range.upperBound)") }
        guard range.contains(value) else {
            throw error("must be between \(range.lowerBound) and \(range.upperBound)")
        }
        return value
    }

    /// A time with its unit: `250ms`, `30s`, `15m`, `2h`, `7d`.
    func duration(in range: ClosedRange<Duration>) throws(ConfigurationError) -> Duration {
        guard let value = Duration(text: try text()) else {
            throw error("must be a time with its unit, such as 250ms, 30s, 15m, 2h or 7d")
        }
        guard range.contains(value) else {
            throw error("must be between \(range.lowerBound.text) and \(range.upperBound.text)")
        }
        return value
    }

    /// One of the given words.
    func choice<Value: RawRepresentable & CaseIterable>(
        _ type: Value.Type
    ) throws(ConfigurationError) -> Value where Value.RawValue == String {
        guard let value = Value(rawValue: try text()) else {
            throw error("must be one of \(Value.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return value
    }
}
