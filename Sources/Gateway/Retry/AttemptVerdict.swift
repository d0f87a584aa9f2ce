/// What an attempt means for whether another may follow.
enum AttemptVerdict: Sendable, Equatable {
    /// OY!'s answer stands, good or bad.
    case conclusive
    /// OY! cannot have seen the request.
    case surelyUnsent
    /// OY! said that it did not process the request and to come again (429).
    case notProcessed
    /// OY! may have acted: no answer, an unreadable one, 5xx, 999.
    case uncertain
}
