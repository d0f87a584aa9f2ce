import Contract

/// A payout as the ledger keeps it: everything that is needed to go on after a restart exactly where it was.
///
/// What stands here is true at every moment, because it is on disk before the step that it allows is taken. Counting
/// an attempt happens *before* its first byte leaves (rule 1), so a crash can only ever leave too many attempts
/// counted, never too few.
public struct Payout: Sendable, Equatable {
    // What was asked for. Never changes.

    /// The payout's name, chosen by the caller, unique in the ledger.
    public let partnerTrxID: String
    /// The caller's name in the configuration. Only it may ask again under this name (rule 4).
    public let caller: String
    /// The JSON that OY! is sent, byte for byte the same at each attempt (rule 3).
    public let body: [UInt8]
    /// Whole rupiah, more than zero.
    public let amountRupiah: Int64
    /// OY!'s bank code.
    public let recipientBank: String
    /// When the caller asked.
    public let createdAt: WallTime
    /// The uid that asked, as the kernel said: whoever approves has another. Nil in what was recorded before it was kept.
    public internal(set) var requestedByUID: UInt32?

    // Where it stands.

    /// 1 when inserted, one more with each change: a change is refused where another came first.
    public var version: Int64 = 1
    public var state: PayoutState
    /// When anything of this record last changed.
    public var updatedAt: WallTime
    /// Since when it is UNKNOWN; nil in any other state, and in what became so before it was kept.
    public var unknownSince: WallTime?
    /// When it became final; nil exactly while it is not.
    public var finalAt: WallTime?

    // What was sent.

    /// Until when the gateway sends by itself: the time of asking, or of approving, plus `send_for` (rule 3).
    public var sendUntil: WallTime
    /// Attempts begun at sending, each counted before its first byte.
    public var attempts = 0
    /// Those of `attempts` of which surely not a byte left this host.
    public var attemptsUnsent = 0
    /// Those of `attempts` to which OY! answered that this attempt created nothing.
    public var attemptsRefused = 0
    /// The last moment at which a byte may have left this host: the attempt's deadline while it is on its way, its end
    /// afterwards. Where a crash or a failing ledger kept its end from being recorded, it stays the deadline.
    public var lastSentAt: WallTime?
    /// As whom it left, and is asked about and sent again. Nil where it surely never left, and in what left before this was kept.
    public var partner: PartnerFingerprint?

    // What OY! said.

    /// OY! has said that it has this payout. From then on "not found" is a contradiction, and it is never sent again.
    public var isAcknowledged = false
    /// Since when `remit-status` says "not found" about the last time it was sent; nil while it does not.
    public var notFoundSince: WallTime?
    /// Since when OY! is known to have, or to have paid, what stands here as not paid (alarm `lives_on`). Nobody is told from then
    /// on that it was not paid, and nobody approves it any more.
    public var livesOnSince: WallTime?
    /// OY!'s name for the payout.
    public var trxID: String?
    /// OY!'s last code about the payout. Nil where its answer had none.
    public var oyCode: String?
    /// The message beside `oyCode`.
    public var oyMessage: String?
    /// The time in that answer, as it came.
    public var oyTimestamp: String?
    /// The HTTP status of that answer.
    public var oyHTTPStatus: Int?

    // What comes next.

    /// When the resolver acts on it next, which ends waiting for approval too; nil exactly while it is final.
    public var nextActionAt: WallTime?
    /// Turns in a row that brought nothing new (questions to `remit-status`, or attempts that surely did not leave): the exponent of the
    /// backoff.
    public var fruitlessTurns = 0

    // What people decided.

    /// Who cancelled, approved, declined or resolved it: a caller's name.
    public var decidedBy: String?
    /// Why, in that person's words, or the gateway's own where it cancelled.
    public var reason: String?

    public init(
        partnerTrxID: String, caller: String, body: [UInt8], amountRupiah: Int64, recipientBank: String,
        createdAt: WallTime, requestedByUID: UInt32? = nil, state: PayoutState, sendUntil: WallTime, nextActionAt: WallTime?
    ) {
        self.partnerTrxID = partnerTrxID
        self.caller = caller
        self.body = body
        self.amountRupiah = amountRupiah
        self.recipientBank = recipientBank
        self.createdAt = createdAt
        self.requestedByUID = requestedByUID
        self.state = state
        self.updatedAt = createdAt
        self.sendUntil = sendUntil
        self.nextActionAt = nextActionAt
    }

    /// The account that is paid, as OY! was told it: it stands in `body` only.
    var recipientAccount: String {
        JSONMember.string("recipient_account", of: body) ?? ""
    }

    /// OY! can be asked about it by `partner`, and tells it from another payout.
    public func belongs(to partner: PartnerFingerprint) -> Bool {
        self.partner == nil || self.partner == partner
    }

    /// As far as the ledger knows OY! does not have it, or has not paid it: it ended so, waits for approval, or is yet to be sent.
    public var standsUnpaid: Bool {
        switch state {
        case .recorded, .awaitingApproval, .failed, .rejected, .cancelled: true
        case .unknown, .inProgress, .completed: false
        }
    }

    /// Attempts that may have left this host.
    public var attemptsThatMayHaveLeft: Int {
        attempts - attemptsUnsent
    }

    /// Attempts that may have reached OY! and of which nobody knows what became. While there is one, nothing but
    /// OY!'s word about the payout itself, or an operator's, can make it final (rule 2).
    public var attemptsUnaccounted: Int {
        attempts - attemptsUnsent - attemptsRefused
    }

    /// Whether OY! has said that it has the payout, and had not yet when it was as `earlier`.
    func wasAcknowledged(since earlier: Payout) -> Bool {
        (isAcknowledged && !earlier.isAcknowledged) || (state == .inProgress && earlier.state != .inProgress)
    }
}
