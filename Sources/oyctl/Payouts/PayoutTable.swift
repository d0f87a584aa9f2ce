import Contract
import Gateway

/// Payouts as people read them, one a line.
enum PayoutTable {
    /// What decides about money is shown whole: a name, or the account, cut in the middle could be another one.
    private static let columns: [TextTable.Column] = [
        .init(title: "ID"), .init(title: "STATE"), .init(title: "AMOUNT", isNumber: true), .init(title: "TO"), .init(title: "CALLER"),
        .init(title: "CREATED (UTC)"), .init(title: "NOTE", maximumColumns: Limits.noteColumns),
    ]

    /// - Parameters:
    ///   - payouts: `oy.v1.Payout`s.
    ///   - width: columns of the terminal, where there is one.
    static func lines(_ payouts: [Message], fitting width: Int? = nil) -> [String] {
        var table = TextTable(columns)
        for payout in payouts {
            table.add([
                payout.string("partner_trx_id"), payout.stateName, Rupiah.text(Int128(payout.integer("amount"))),
                Recipient.text([payout.string("recipient_bank"), payout.string("recipient_account")]),
                payout.string("caller"), payout.string("created_at").toTheMinute, note(payout),
            ])
        }
        return table.lines(fitting: width)
    }

    /// What a person must know besides, the most pressing first.
    private static func note(_ payout: Message) -> String {
        let end = payout.state == .awaitingApproval ? "until \(payout.string("next_action_at").toTheMinute)" : nil
        return [warning(payout), end, decision(payout), refusal(payout)].compactMap(\.self).joined(separator: "; ")
    }

    private static func warning(_ payout: Message) -> String? {
        guard payout.mayBePaid else { return nil }
        let since = payout.string("lives_on_since")
        return "may be paid: OY! has \(since.isEmpty ? "one of this id from elsewhere" : "it since \(since.toTheMinute)")"
    }

    /// Who decided, and why; or why the gateway cancelled it.
    private static func decision(_ payout: Message) -> String? {
        let words = [payout.string("decided_by"), payout.string("reason")].filter { !$0.isEmpty }
        return words.isEmpty ? nil : words.joined(separator: ": ")
    }

    /// What OY! said where it was not paid.
    private static func refusal(_ payout: Message) -> String? {
        guard [.failed, .rejected].contains(payout.state), let status = payout.message("status") else { return nil }
        return "OY! \(status.string("code")) \(status.string("message"))"
    }
}
