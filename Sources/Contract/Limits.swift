/// What this target accepts at most. Lengths are checked before anything is allocated for them.
public enum Limits {
    /// Bytes of an encoded message: what a ttrpc frame carries (docs/wire.md).
    static let messageBytes = 4_194_304
    /// Messages inside messages.
    static let messageDepth = 32
    /// Messages within one message, at all depths: two bytes on the wire can be a hundred in memory.
    static let messagesInMessage = 65_536
    /// Fields that nobody knows, and elements of lists but messages, within one message, at all depths: two bytes on the wire can be
    /// sixty in memory, and one can be twenty in the audit trail.
    static let piecesInMessage = 65_536
    /// Bytes of a JSON text: the largest message in base64, with room for names.
    static let jsonBytes = 8_388_608
    /// Arrays and objects inside one another.
    public static let jsonDepth = 64
    /// Bytes of a number, as written.
    static let jsonNumberBytes = 128
    /// Size of a number's exponent, either way.
    static let jsonExponent = 9_999
    /// Elements of all arrays that are read into fields.
    static let jsonElements = 65_536
    /// Bytes of a member's name that an error repeats.
    static let namedBytes = 64
    /// E-mail addresses in a field of FORMAT_EMAILS (documentation of `remit`).
    public static let emails = 5
    /// Bytes of any string in a request. What is asked for is kept in the ledger, so its size is bounded.
    static let textBytes = 8_192
    /// Bytes of a field of FORMAT_NAME.
    public static let nameBytes = 128
}
