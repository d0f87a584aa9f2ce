/// The first entry of a chain that does not hold. Of those after it nothing is known.
public struct BrokenLink: Error, Sendable, Equatable, CustomStringConvertible {
    public enum Reason: String, Sendable {
        /// The hash is not that of the entry and the hash before: one of the two entries was changed, or one between
        /// them taken out and the rest renumbered.
        case hashMismatch = "hash_mismatch"
        /// There is no entry of this number, but one after it.
        case missing
        /// It is not what an entry is, or SQLite can't read it.
        case unreadable
    }

    /// The number of the entry.
    public var sequence: Int64
    public var reason: Reason
    /// For a person; holds nothing of the entry itself.
    public var detail: String

    public init(sequence: Int64, reason: Reason, detail: String) {
        self.sequence = sequence
        self.reason = reason
        self.detail = detail
    }

    public var description: String {
        detail
    }
}
