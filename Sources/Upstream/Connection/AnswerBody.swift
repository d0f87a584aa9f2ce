import NIOCore

/// The body of the answer that a connection is reading, and its part of the memory that the answers of all connections share.
///
/// What it counts for stays counted until `giveBack`, also while a whole answer is kept back by the connection.
struct AnswerBody {
    private let memory: AnswerMemoryQuota
    private(set) var bytes: [UInt8] = []
    private var countedBytes = 0

    init(in memory: AnswerMemoryQuota) {
        self.memory = memory
    }

    /// A new body begins.
    mutating func begin(_ framing: AnswerHead.Framing) {
        bytes = []
        if case .length(let length) = framing { bytes.reserveCapacity(min(length, Limits.reservedAnswerBytes)) }
    }

    /// - Returns: false, and nothing was added, where it would be more than all may hold.
    mutating func append(_ more: ByteBuffer) -> Bool {
        guard makeRoom(for: bytes.count + more.readableBytes) else { return false }
        bytes.append(contentsOf: more.readableBytesView)
        return true
    }

    /// Gives what was read away, and is empty then.
    mutating func take() -> [UInt8] {
        defer { bytes = [] }
        return bytes
    }

    /// Nobody holds anything of it any more.
    mutating func giveBack() {
        bytes = []
        if countedBytes > 0 { _ = memory.resize(from: countedBytes, to: 0) }
        countedBytes = 0
    }

    /// Whether a body of so many bytes may be held; a large one counts together with those of all connections.
    private mutating func makeRoom(for count: Int) -> Bool {
        guard count > max(countedBytes, Limits.uncountedAnswerBytes) else { return true }
        // What an array that grows takes: the next power of two.
        let capacity = 1 << (Int.bitWidth - (count - 1).leadingZeroBitCount)
        guard memory.resize(from: countedBytes, to: capacity) else { return false }
        countedBytes = capacity
        bytes.reserveCapacity(capacity)
        return true
    }
}
