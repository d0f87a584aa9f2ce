/// One thing that is wrong with a request, as google.rpc.BadRequest tells it.
public struct FieldViolation: Sendable, Equatable, CustomStringConvertible {
    /// Path of the field: `amount`, `data[2].id`.
    public var field: String
    /// What is wrong, without the value.
    public var message: String

    public init(field: String, message: String) {
        self.field = field
        self.message = message
    }

    public var description: String { "\(field): \(message)" }
}
