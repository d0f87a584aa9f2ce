/// The documentation's "Mock number Staging API": account numbers that always get one answer.
///
/// A number that a table does not name is an "other value": the request takes its ordinary course.
enum MockNumbers {
    /// Table 1, bank account inquiry, by `recipient_account`.
    static func inquiry(_ account: String) -> Code? {
        switch account {
        case "2222222222": .bankCodeNotFound
        case "8888888888": .bankAccountNotFound
        default: nil
        }
    }

    /// Table 2, remit, by `recipient_account`.
    static func remit(_ account: String) -> Code? {
        switch account {
        case "1234567890": .internalServerError
        case "1111111111": .duplicatePartnerTrxID
        case "2222222222": .bankCodeNotFound
        case "3333333333": .notFound
        case "4444444444": .userNotFound
        case "5555555555": .userNotActive
        default: nil
        }
    }

    /// Table 3, remit status, by the payout's `recipient_account`: the state in which such a payout stays.
    static func remitStatus(_ account: String) -> Payout.State? {
        switch account {
        case "1234567890": .error
        case "6666666666": .inProgress
        case "7777777777": .failed
        case "8888888888": .accountNotFound
        case "9999999999": .suspect
        default: nil
        }
    }
}
