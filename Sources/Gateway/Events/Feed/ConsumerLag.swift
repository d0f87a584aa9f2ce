/// How far a consumer is behind.
public struct ConsumerLag: Sendable, Equatable {
    public var consumer: Consumer
    /// Cursors between the consumer's and the newest event's, whether or not it may see what is there.
    public var events: Int64
}

extension EventLedger {
    /// How far each consumer is behind, for metrics.
    public func lags() async throws(LedgerError) -> [ConsumerLag] {
        let newest = try await eventBounds().newest
        return try await consumers().map { ConsumerLag(consumer: $0, events: max(0, newest - $0.cursor)) }
    }
}
