/// Why bytes are not a message of the contract, or a message can't become a request.
///
/// `description` is safe to print: it names fields and rules, never a value.
public struct ContractError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The kinds of wrong, for programs.
    public enum Kind: String, Sendable {
        /// Not protobuf, or not JSON, by their own rules.
        case malformed
        case notUTF8
        /// A NUL inside a string: libprotobuf-c's strings end there.
        case nulInString
        case unknownField
        case duplicateField
        case wrongType
        case outOfRange
        /// A number with a fraction where whole numbers stand.
        case fraction
        case tooDeep
        case tooLarge
        /// A value that can't stand in a URL's path.
        case pathSegment
        /// The generated tables, the linked descriptors and the configuration do not agree.
        case table
    }

    public var kind: Kind
    /// Path of the field, such as `data[2].id`; empty where it is none in particular.
    public var field: String
    /// What is wrong, in a few words.
    public var message: String

    public init(_ kind: Kind, field: String = "", _ message: String) {
        self.kind = kind
        self.field = field
        self.message = message
    }

    public var description: String {
        field.isEmpty ? message : "\(field): \(message)"
    }

    /// The same error seen from the message that holds it in field `name`, at `index` of a repeated one.
    func inside(_ name: String, at index: Int? = nil) -> Self {
        var error = self
        error.field = FieldPath.join(name, index, field)
        return error
    }
}
