/// Where a list of payouts goes on: opaque to callers, checked when it comes back.
struct PageToken {
    let position: ListPosition

    init(after payout: Payout) {
        position = ListPosition(createdAt: payout.createdAt, partnerTrxID: payout.partnerTrxID)
    }

    /// Nil for anything that `text` never gave.
    init?(_ text: String) {
        guard let dot = text.firstIndex(of: "."), let milliseconds = Int64(text[..<dot], radix: 36) else { return nil }
        let id = String(text[text.index(after: dot)...])
        guard !id.isEmpty else { return nil }
        position = ListPosition(createdAt: WallTime(milliseconds: milliseconds), partnerTrxID: id)
    }

    var text: String {
        "\(String(position.createdAt.milliseconds, radix: 36)).\(position.partnerTrxID)"
    }
}
