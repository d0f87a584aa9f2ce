/// One thing that is wrong with a request, as google.rpc.BadRequest tells it.
public struct FieldViolation: Sendable, Equatable, CustomStringConvertible {
    /// Path of the field: `amount`, `data[2].id`; empty where the message as a whole is wrong.
    public var field: String
    /// What is wrong, without the value.
    public var message: String

    public init(field: String, message: String) {
        self.field = field
        self.message = message
    }

    public var description: String { field.isEmpty ? message : "\(field): \(message)" }
}
