import Contract

/// Looking up payments into virtual accounts: first in the accounts that are known, and in OY!'s list of all of them where
/// that is needed.
extension CallbackProcessor {
    /// What was seen at one look.
    private struct Look {
        var books: PaymentVerification.Books
        /// Nil where the ledger did not say.
        var told: PaymentVerification.Told?
        var verdict: LookupVerdict

        /// What keeps the books from being whole.
        var cause: String? {
            switch books {
            case .unreadable(let cause): cause
            case .accounts(let accounts, let extent):
                accounts.compactMap { $0.gap?.cause }.first ?? extent.cause
            }
        }
    }

    /// - Returns: also what was seen in the books and is no payment.
    func judgePayment(_ callback: PendingCallback) async -> (verdict: LookupVerdict, impossible: [Message]) {
        let number = callback.kind.message(of: callback.facts).string("va_number")
        let first = await look(into: await accounts.known(numbered: number, since: aDayBefore(callback)), callback)
        let last = await lookFurther(than: first, callback, number)
        if case .lookAgain = last.verdict, let cause = last.cause {
            observer.notLookedUp(callback.kind, id: callback.id, cause: cause)
        }
        return (
            last.verdict, PaymentVerification.impossible(in: last.books, asOfNow(callback).callback, since: last.told?.since)
        )
    }

    /// What is older is not told, whatever it is.
    private func aDayBefore(_ callback: PendingCallback) -> WallTime {
        asOfNow(callback).callback.receivedAt.advanced(by: .zero - EventLimits.paymentAge)
    }

    private func lookFurther(than look: Look, _ callback: PendingCallback, _ number: String) async -> Look {
        guard case .accounts(let known, _) = look.books, case .lookAgain(let time) = look.verdict, let told = look.told,
            mustWalk(callback, known)
        else { return look }
        if var account = PaymentVerification.explanation(of: asOfNow(callback).callback, in: known, told),
            await accounts.isActive(account.id, numbered: number)
        {
            // The number is this account's and no other's: OY! repeats itself, however many older payments there are.
            if case .notAsked? = account.gap {} else { account.gap = nil }
            return judge(callback, .accounts([account], .all), told)
        }
        // All is read only before it is said that there is no such payment.
        let mayBeDenied = isPatienceOver(callback) && callback.toldOpen == 0
        if mayBeDenied, known.contains(where: { $0.gap == .notNeeded }) {
            let whole = await self.look(into: await accounts.known(numbered: number, since: nil), callback)
            return await lookFurther(than: whole, callback, number)
        }
        let listed = await accounts.listed(
            numbered: number, for: callback, beside: known, to: callback.looks == 0 && known.isEmpty ? .firstFound : .end,
            since: mayBeDenied ? nil : aDayBefore(callback))
        let soon = clock.wallNow.advanced(by: EventLimits.walkPause)
        guard let listed else {
            return Look(books: look.books, told: told, verdict: .lookAgain(at: min(time, soon)))
        }
        var further = await self.look(into: listed, callback)
        if case .lookAgain(let time) = further.verdict, accounts.isWalking(for: callback) {
            further.verdict = .lookAgain(at: min(time, soon))
        }
        return further
    }

    /// Whether OY!'s list of accounts is to be gone through, which may be long: where the number is unknown; a moment after
    /// a known account did not have the payment, for the number may be another's by now; and before it is said that OY!
    /// knows no such payment.
    private func mustWalk(_ callback: PendingCallback, _ known: [BookedAccount]) -> Bool {
        guard callback.toldOpen < callback.timesOpen else { return false }
        return known.isEmpty || callback.looks == 1 || isPatienceOver(callback) || accounts.isWalking(for: callback)
    }

    /// Whether not finding it proves something.
    private func isPatienceOver(_ callback: PendingCallback) -> Bool {
        let (callback, now) = asOfNow(callback)
        return now >= callback.lookUntil
    }

    private func look(into books: PaymentVerification.Books, _ callback: PendingCallback) async -> Look {
        guard case .accounts(let accounts, _) = books else { return judge(callback, books, PaymentVerification.Told()) }
        var told = PaymentVerification.Told()
        do throws(LedgerError) {
            told.since = try await ledger.paymentsSince()
            let identities = PaymentVerification.identities(in: accounts, asOfNow(callback).callback, since: told.since)
            told.identities = try await ledger.knownIdentities(of: identities)
        } catch {
            observer.ledgerFailed(error)
            return Look(books: books, told: nil, verdict: .lookAgain(at: LookupSchedule.next(after: callback, at: clock.wallNow)))
        }
        return judge(callback, books, told)
    }

    private func judge(_ callback: PendingCallback, _ books: PaymentVerification.Books, _ told: PaymentVerification.Told) -> Look {
        let (callback, now) = asOfNow(callback)
        return Look(books: books, told: told, verdict: PaymentVerification.judge(callback, books, told: told, at: now))
    }
}
