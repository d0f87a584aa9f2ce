import Contract

/// Reads the payments into virtual accounts in OY!'s books.
struct AccountHistory: Sendable {
    let questions: BookQuestions
    let clock: any Timekeeper

    /// Reads at least one page, if there is room at all. An account that OY! does not know has no payments.
    ///
    /// - Parameters:
    ///   - account: gets them, and what keeps them from being all.
    ///   - since: payments from before need not be read; nil: all are.
    ///   - end: the account's share of the look-up's time.
    ///   - deadline: until when OY! may be asked at all.
    ///   - room: bytes that the look-up may still hold.
    func read(
        into account: inout BookedAccount, since: WallTime?, until end: MonotonicInstant, deadline: MonotonicInstant, room: inout Int
    ) async {
        var pages = HistoryPages()
        do throws(BookGap) {
            while let page = pages.next {
                if room <= 0 || pages.count > 0 && (clock.now >= end || pages.count >= EventLimits.bookPages) {
                    throw .notSaid("the account has more payments than one look-up can read")
                }
                guard let answer = try await questions.payments(into: account.id, page, deadline) else {
                    guard pages.count == 0 else { throw .notSaid("OY! no longer finds the account") }
                    return
                }
                let (payments, unkept) = Self.payments(on: answer)
                room -= answer.encodedSize + payments.count * MemoryLayout<BookedPayment>.stride
                account.payments += payments
                if let unkept { throw unkept }
                guard pages.read(payments, total: answer.integer("number_of_transaction")) else {
                    throw payments.isEmpty
                        ? .notSaid("OY! shows fewer payments than it says there are") : .notAsked("OY!'s pages change while they are read")
                }
                if pages.next != nil, pages.isRestOlder, let since, payments.allSatisfy({ $0.isSurely(before: since) }) {
                    throw .notNeeded
                }
            }
        } catch {
            account.gap = error
        }
    }

    /// Those of a page that can be kept, and why others can't.
    private static func payments(on page: Message) -> ([BookedPayment], unkept: BookGap?) {
        var (payments, unkept) = ([BookedPayment](), BookGap?.none)
        for entry in page.messages("data") {
            do throws(BookGap) {
                payments.append(try BookedPayment(entry))
            } catch {
                unkept = error
            }
        }
        return (payments, unkept)
    }
}

extension BookedPayment {
    fileprivate func isSurely(before time: WallTime) -> Bool {
        latest.map { $0 < time } ?? false
    }
}
