/// The callbacks that OY! sends. The raw value is the last segment of where it sends them.
public enum CallbackKind: String, Sendable, CaseIterable {
    case virtualAccount = "va"
    case kyc
    case pfm
    case disbursement

    public var eventKind: EventKind {
        switch self {
        case .virtualAccount: .virtualAccount
        case .kyc: .kyc
        case .pfm: .pfm
        case .disbursement: .disbursement
        }
    }
}

/// A callback as it was received: a claim.
public struct ReceivedCallback: Sendable, Equatable {
    public var kind: CallbackKind
    /// All that was said in one form: two callbacks that say the same are the same.
    public var canonical: [UInt8]
    /// What the contract understands of it, as JSON.
    public var facts: String

    public init(kind: CallbackKind, canonical: [UInt8], facts: String) {
        self.kind = kind
        self.canonical = canonical
        self.facts = facts
    }
}

/// A callback whose facts are being looked up.
public struct PendingCallback: Sendable, Equatable {
    /// Its number in the ledger.
    public var id: Int64
    public var kind: CallbackKind
    public var facts: String
    /// How often it was received, ever.
    public var times: Int
    /// How often it was received since it was last concluded: the most payments that it can stand for.
    public var timesOpen: Int
    /// How many events it has brought since: how many of those are confirmed.
    public var toldOpen: Int
    /// When it was received first, since it was last concluded.
    public var receivedAt: WallTime
    /// How often it was looked up since.
    public var looks: Int
    /// Until when a look-up that does not find it proves nothing: OY!'s own books may be behind its callbacks.
    public var lookUntil: WallTime

    public init(
        id: Int64, kind: CallbackKind, facts: String, times: Int, timesOpen: Int, toldOpen: Int = 0, receivedAt: WallTime,
        looks: Int, lookUntil: WallTime
    ) {
        self.id = id
        self.kind = kind
        self.facts = facts
        self.times = times
        self.timesOpen = timesOpen
        self.toldOpen = toldOpen
        self.receivedAt = receivedAt
        self.looks = looks
        self.lookUntil = lookUntil
    }
}

/// What became of a callback. The raw values are what the ledger stores, so they never change.
public enum CallbackConclusion: String, Sendable, CaseIterable {
    /// It was told as an event.
    case told = "TOLD"
    /// All of it was told before, or is no news any more.
    case repeated = "REPEATED"
    /// OY!'s API says otherwise. Kept, and never told.
    case contradicted = "CONTRADICTED"
    /// OY!'s API says otherwise than the ledger of a payout that was thought to be settled: a person must look.
    case disputed = "DISPUTED"
    /// OY! answers, and its answers neither confirm nor deny it. Kept, and not told.
    case unconfirmed = "UNCONFIRMED"
}
