/// Why an answer of OY!'s is none: it is that to another call on the same connection, or OY!'s confusion (rule 2).
enum Unbelieved: String {
    case namesAnother = "answer_names_another_payout"
    case namesAnotherAmount = "answer_names_another_amount"
    case namesAnotherRecipient = "answer_names_another_recipient"
    case namesAnotherAccount = "answer_names_another_virtual_account"
    case namesNoPayout = "answer_names_no_payout"
    /// It names no payout, and may be the answer to an earlier request.
    case standsNotAlone = "answer_stands_not_alone"

    /// It is a payout's of that name, and not the gateway's.
    var isOfOtherMoney: Bool { self == .namesAnotherAmount || self == .namesAnotherRecipient }
}
