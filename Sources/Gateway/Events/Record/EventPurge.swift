/// What may be deleted of old events.
public struct EventPurge: Sendable, Equatable {
    /// Events from this time on are kept.
    public var keptSince: WallTime
    /// Older ones are kept from this time on, where a consumer has not acknowledged them.
    public var keptForConsumersSince: WallTime
    /// Consumers that were not heard of since this time are forgotten. One that was not heard of since
    /// `keptForConsumersSince` holds nothing back any more, and still hears what it missed.
    public var consumersSeenSince: WallTime
    /// What was told, and which virtual accounts there were, is forgotten where it is older than this.
    public var rememberedSince: WallTime
    /// How many are deleted at most.
    public var limit: Int

    public init(
        keptSince: WallTime, keptForConsumersSince: WallTime, consumersSeenSince: WallTime, rememberedSince: WallTime,
        limit: Int
    ) {
        self.keptSince = keptSince
        self.keptForConsumersSince = keptForConsumersSince
        self.consumersSeenSince = consumersSeenSince
        self.rememberedSince = rememberedSince
        self.limit = limit
    }
}
