import Contract

/// Goes through OY!'s list of virtual accounts, to find those of one number.
struct AccountList: Sendable {
    /// Where going through it ends.
    enum Goal: Sendable {
        case firstFound, end
    }

    /// Where it ended.
    enum End: Equatable {
        case whole, foundFirst, outOfTime
        /// OY! does not show the list to its end.
        case short(String)

        var extent: PaymentVerification.Extent {
            switch self {
            case .whole: .all
            case .short(let cause): .allThatAreShown(cause)
            case .foundFirst, .outOfTime: .some
            }
        }
    }

    let questions: BookQuestions
    let clock: any Timekeeper

    /// Pages through the list, from where the last look-up stopped.
    func go(
        on walk: inout AccountWalks.Walk, numbered number: String, to goal: Goal, within time: LookupTime
    ) async throws(BookGap) -> End {
        while clock.now < time.endOfList {
            let page = BookPage(offset: walk.offset, limit: EventLimits.bookPage)
            guard let answer = try await questions.accounts(page, time.deadline) else {
                return walk.offset == 0 ? .whole : .short("OY! no longer finds the list of accounts")
            }
            let accounts = answer.messages("data")
            for account in accounts where account.string("va_number") == number {
                guard walk.found.count < EventLimits.foundAccounts else {
                    return .short("OY! lists more accounts of this number than one look-up can read")
                }
                walk.found.append(try BookedAccount(account))
            }
            walk.offset += Int64(accounts.count)
            guard walk.offset < answer.integer("total") else { return .whole }
            guard !accounts.isEmpty else { return .short("OY! shows fewer accounts than it says there are") }
            if goal == .firstFound, !walk.found.isEmpty { return .foundFirst }
        }
        return .outOfTime
    }
}
