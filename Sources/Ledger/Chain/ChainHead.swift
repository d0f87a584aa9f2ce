/// Where the audit chain ends: the number and the hash of its last entry.
///
/// Whoever copies these two values to another place can later tell that the chain up to there is still the same one.
/// As text `NUMBER:HASH`, the hash in 64 hexadecimal digits.
public struct ChainHead: Sendable, Equatable, LosslessStringConvertible {
    /// The last entry's number; 0 in an empty chain.
    public var sequence: Int64
    public var hash: ChainHash

    /// The chain before its first entry.
    public static let start = ChainHead(sequence: 0, hash: .start)

    public init(sequence: Int64, hash: ChainHash) {
        self.sequence = sequence
        self.hash = hash
    }

    public init?(_ description: String) {
        let parts = description.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let sequence = Int64(parts[0]), sequence >= 0, let hash = ChainHash(hexadecimal: parts[1]) else {
            return nil
        }
        self.init(sequence: sequence, hash: hash)
    }

    public var description: String {
        "\(sequence):\(hash)"
    }

    /// The head once an entry of these bytes was appended.
    public func following(_ entry: UnsafeRawBufferPointer) -> ChainHead {
        ChainHead(sequence: sequence + 1, hash: hash.following(entry))
    }
}
