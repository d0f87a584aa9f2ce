/// A callback as it was received: a claim.
public struct ReceivedCallback: Sendable, Equatable {
    public var kind: CallbackKind
    /// All that was said in one form: two callbacks that say the same are the same.
    public var canonical: [UInt8]
    /// What the contract understands of it, as JSON.
    public var facts: String

    public init(kind: CallbackKind, canonical: [UInt8], facts: String) {
        self.kind = kind
        self.canonical = canonical
        self.facts = facts
    }
}
