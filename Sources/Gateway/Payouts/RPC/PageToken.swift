/// Where a list of payouts goes on: opaque to callers, checked when it comes back.
///
/// It opens nothing: whatever place it names, a list only ever holds what its caller may see.
struct PageToken {
    let position: ListPosition

    init(after payout: Payout) {
        position = ListPosition(createdAt: payout.createdAt, partnerTrxID: payout.partnerTrxID)
    }

    /// Nil for anything that `text` never gave.
    init?(_ text: String) {
        // By bytes: a name may begin with a mark that makes one character of itself and the dot.
        guard let dot = text.utf8.firstIndex(of: UInt8(ascii: ".")),
            let milliseconds = Int64(text[..<dot], radix: 36), (0...WallTime.latestWritten.milliseconds).contains(milliseconds)
        else { return nil }
        let id = String(text[text.utf8.index(after: dot)...])
        guard !id.isEmpty else { return nil }
        position = ListPosition(createdAt: WallTime(milliseconds: milliseconds), partnerTrxID: id)
        guard self.text.utf8.elementsEqual(text.utf8) else { return nil }
    }

    var text: String {
        "\(String(position.createdAt.milliseconds, radix: 36)).\(position.partnerTrxID)"
    }
}
