extension Credentials {
    /// Whether the key is long enough to be told from other text, and so is taken out of it; a shorter one never is.
    public var canBeMasked: Bool { KeyRedaction.finds(apiKey) }

    /// Overwrites both keys, that in force and that before it, with asterisks wherever `text` shows them (`KeyRedaction`): OY!'s words
    /// go on to callers, logs and the ledger.
    public func maskKeys(in text: inout [UInt8]) {
        KeyRedaction.mask(apiKey, in: &text)
        if let previousKey { KeyRedaction.mask(previousKey, in: &text) }
    }
}
