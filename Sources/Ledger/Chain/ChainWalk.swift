/// Follows the chain entry by entry and stops at the first that does not hold.
struct ChainWalk {
    /// The last entry that held.
    private(set) var head: ChainHead

    init(after head: ChainHead = .start) {
        self.head = head
    }

    /// Takes the next row as the table has it; nil when it holds.
    mutating func follow(_ row: PreparedStatement) -> BrokenLink? {
        let expected = head.sequence + 1
        let sequence = row.integer(0)
        guard sequence == expected else {
            return BrokenLink(sequence: expected, reason: .missing, detail: "entry \(expected) is missing, \(sequence) comes next")
        }
        guard row.isText(1), let hash = ChainHash(row.bytes(2)) else {
            return BrokenLink(sequence: sequence, reason: .unreadable, detail: "entry \(sequence) is not text with a hash of 32 bytes")
        }
        let next = head.following(row.bytes(1))
        guard next.hash == hash else {
            return BrokenLink(
                sequence: sequence, reason: .hashMismatch,
                detail: "entry \(sequence) has the hash \(hash), but what is stored gives \(next.hash)")
        }
        head = next
        return nil
    }
}
