/// Where the audit chain ends: the number and the hash of its last entry.
///
/// Whoever copies these two values to another place can later tell that the chain up to there is still the same one.
public struct ChainHead: Sendable, Equatable {
    /// The last entry's number; 0 in an empty chain.
    public var sequence: Int64
    public var hash: ChainHash

    /// The chain before its first entry.
    public static let start = ChainHead(sequence: 0, hash: .start)

    public init(sequence: Int64, hash: ChainHash) {
        self.sequence = sequence
        self.hash = hash
    }

    /// The head once an entry of these bytes was appended.
    public func following(_ entry: UnsafeRawBufferPointer) -> ChainHead {
        ChainHead(sequence: sequence + 1, hash: hash.following(entry))
    }
}
