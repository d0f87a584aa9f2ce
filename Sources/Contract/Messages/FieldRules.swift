/// What the options in the .proto file say of one field.
public struct FieldRules: Sendable {
    public let number: UInt32
    public let sensitivity: Sensitivity
    /// In a request: must be given, and not empty. In an answer: a success without it is no success.
    public let required: Bool
    /// In a request: required when this bool of the same message is given as false.
    public let requiredWhenFalse: String?
    public let format: Format?
    /// Sent where the caller gave nothing, as JSON writes it, without a string's quotes.
    public let sentDefault: String?
    /// A further name under which OY! may send the member.
    public let alsoReadAs: String?
    /// The gateway's own word: never sent to OY! and never read from its answer.
    public let own: Bool

    init(
        _ number: UInt32, _ sensitivity: Sensitivity, required: Bool = false, requiredWhenFalse: String? = nil,
        format: Format? = nil, sentDefault: String? = nil, alsoReadAs: String? = nil, own: Bool = false
    ) {
        self.number = number
        self.sensitivity = sensitivity
        self.required = required
        self.requiredWhenFalse = requiredWhenFalse
        self.format = format
        self.sentDefault = sentDefault
        self.alsoReadAs = alsoReadAs
        self.own = own
    }
}
