/// The partner's deposit and its payouts. A value: the time is passed in, and nothing happens by itself.
struct PayoutBook: Sendable {
    private(set) var balance: Int
    private(set) var payouts: [String: Payout] = [:]
    /// `partner_trx_id`s of `payouts`, in the order in which they came in.
    private(set) var shownIDs: [String] = []
    /// Endings scripted before the payout arrived.
    private var scripted: [String: Payout.State] = [:]
    /// How often a `remit` was processed under an id that was never accepted.
    private var refused: [String: Int] = [:]
    /// Accepted payouts that wait for their half-way point, and those that wait for their end, oldest first. An id that
    /// was moved by hand meanwhile is skipped when its turn comes.
    private var processed = Queue<String>()
    private var inProgress = Queue<String>()

    init(balance: Int) { self.balance = balance }

    mutating func setBalance(_ rupiah: Int) { balance = rupiah }

    // MARK: The documented calls

    mutating func inquire(_ request: JSON, at now: Moment) -> JSON {
        guard let bank = request.text("recipient_bank"), let account = request.text("recipient_account") else {
            return Code.parameterNotValid.answer
        }
        let code = MockNumbers.inquiry(account) ?? (BankDirectory.knows(bank) ? .success : .bankCodeNotFound)
        return .members([
            "status": code.status,
            "recipient_bank": .string(bank),
            "recipient_account": .string(account),
            "recipient_name": .string(code == .success ? People.name(of: account) : ""),
            "timestamp": .string(now.dayFirst),
        ])
    }

    mutating func remit(_ request: JSON, rules: Rules, at now: Moment) -> JSON {
        guard let remittance = Remittance(request) else { return Code.parameterNotValid.answer }
        let code = verdict(on: remittance, rules: rules)
        if code == .processed {
            accept(remittance, rules: rules, at: now)
        } else {
            note(refusal: code, of: remittance, at: now)
        }
        let trxID = code == .processed ? payouts[remittance.partnerTrxID]?.trxID ?? "" : ""
        return .members([
            "status": code.status,
            "amount": remittance.writtenAmount,
            "recipient_bank": .string(remittance.recipientBank),
            "recipient_account": .string(remittance.recipientAccount),
            "trx_id": .string(trxID),
            "partner_trx_id": .string(remittance.partnerTrxID),
            "timestamp": .string(now.dayFirst),
        ])
    }

    func status(_ request: JSON, at now: Moment) -> JSON {
        guard let id = request.text("partner_trx_id") else { return Code.parameterNotValid.answer }
        if let payout = payouts[id] { return payout.statusAnswer(at: now) }
        return .members([
            "status": Code.notFound.status,
            "partner_trx_id": .string(id),
            "timestamp": .string(now.dayFirst),
        ])
    }

    func balanceAnswer(at now: Moment) -> JSON {
        .members([
            "status": Code.success.status,
            "balance": .int(balance),
            "overdraftBalance": 0,
            "overbookingBalance": 0,
            "timestamp": .string(now.dayFirst),
        ])
    }

    // MARK: Decisions

    private func verdict(on remittance: Remittance, rules: Rules) -> Code {
        if let mock = MockNumbers.remit(remittance.recipientAccount) { return mock }
        guard BankDirectory.knows(remittance.recipientBank) else { return .bankCodeNotFound }
        guard case .rupiah(let amount) = remittance.amount, amount > 0 else { return .amountNotValid }
        if amount > rules.maximumPayout { return .maximumExceeded }
        if rules.deduplicates, payouts[remittance.partnerTrxID] != nil { return .duplicatePartnerTrxID }
        return amount > balance ? .balanceNotEnough : .processed
    }

    private mutating func accept(_ remittance: Remittance, rules: Rules, at now: Moment) {
        guard case .rupiah(let amount) = remittance.amount else { return }
        let id = remittance.partnerTrxID
        if payouts[id] != nil {
            // Only without deduplication: the same payout once more, and it is executed once more.
            payouts[id]?.accepted += 1
            payouts[id]?.received += 1
            balance -= amount
            if payouts[id]?.state == .completed { payouts[id]?.executed += 1 }
            return
        }
        var draw = SplitMix64(seed: id)
        let fails = Int.random(in: 0..<100, using: &draw) < rules.failPercent
        let mock = MockNumbers.remitStatus(remittance.recipientAccount)
        var payout = Payout(
            partnerTrxID: id, trxID: draw.uuid(), amount: amount, recipientBank: remittance.recipientBank,
            recipientAccount: remittance.recipientAccount, recipientName: People.name(of: remittance.recipientAccount),
            state: .processed, outcome: scripted.removeValue(forKey: id) ?? (fails ? .failed : .completed),
            isPinned: mock != nil, created: now, updated: now)
        payout.received += refused.removeValue(forKey: id) ?? 0
        payouts[id] = payout
        shownIDs.append(id)
        balance -= amount
        if let mock {
            move(id, to: mock, at: now)
        } else {
            processed.append(id)
        }
    }

    /// A refused payout leaves no trace that OY! would show, but for the mock number that answers 999 in both calls.
    private mutating func note(refusal code: Code, of remittance: Remittance, at now: Moment) {
        let id = remittance.partnerTrxID
        guard payouts[id] == nil else {
            payouts[id]?.received += 1
            return
        }
        guard code == .internalServerError, case .rupiah(let amount) = remittance.amount else {
            refused[id, default: 0] += 1
            return
        }
        payouts[id] = Payout(
            partnerTrxID: id, trxID: "", amount: amount, recipientBank: remittance.recipientBank,
            recipientAccount: remittance.recipientAccount, recipientName: "", state: .error, outcome: .error, isPinned: true,
            created: now, updated: now, accepted: 0)
        shownIDs.append(id)
    }

    // MARK: Time and the control API

    /// Moves a payout, and the money with it.
    private mutating func move(_ id: String, to state: Payout.State, at now: Moment) {
        guard var payout = payouts[id] else { return }
        let sum = payout.amount * max(payout.accepted, 1)
        if payout.state.holdsMoney, !state.holdsMoney { balance += sum }
        if !payout.state.holdsMoney, state.holdsMoney { balance -= sum }
        payout.executed = state == .completed ? max(payout.accepted, 1) : 0
        if payout.state != state { payout.updated = now }
        payout.state = state
        payouts[id] = payout
    }

    /// When the next payout changes by itself; a moment gone by where one has just been moved by hand.
    func nextDue(rules: Rules) -> Moment? {
        guard let settle = rules.settleAfter else { return nil }
        let halfway = processed.first.flatMap { payouts[$0] }.map { $0.created + settle / 2 }
        let end = inProgress.first.flatMap { payouts[$0] }.map { $0.created + settle }
        return [halfway, end].compactMap(\.self).min()
    }

    /// Lets time pass: 101 turns to 102 half-way and to the payout's outcome at the end.
    /// - Returns: the payouts that became final, in the order of their acceptance.
    mutating func advance(rules: Rules, to now: Moment) -> [Payout] {
        guard let settle = rules.settleAfter else { return [] }
        var final: [Payout] = []
        while let id = processed.first, let payout = payouts[id], now >= payout.created + settle / 2 {
            processed.popFirst()
            guard !payout.isPinned, payout.state == .processed || payout.state == .inProgress else { continue }
            if payout.state == .processed { move(id, to: .inProgress, at: payout.created + settle / 2) }
            inProgress.append(id)
        }
        while let id = inProgress.first, let payout = payouts[id], now >= payout.created + settle {
            inProgress.popFirst()
            guard !payout.isPinned, payout.state == .inProgress else { continue }
            move(id, to: payout.outcome, at: payout.created + settle)
            if let moved = payouts[id] { final.append(moved) }
        }
        return final
    }

    /// Sets a payout's state from outside; time does not move it from then on.
    /// - Returns: the payout as it is now, or nil where the id is unknown.
    mutating func set(_ id: String, to state: Payout.State, at now: Moment) -> Payout? {
        move(id, to: state, at: now)
        payouts[id]?.isPinned = true
        return payouts[id]
    }

    /// One step on the way 101 → 102 → outcome.
    mutating func step(_ id: String, at now: Moment) -> Payout? {
        guard let payout = payouts[id] else { return nil }
        switch payout.state {
        case .processed: move(id, to: .inProgress, at: now)
        case .inProgress, .suspect, .error: move(id, to: payout.outcome == .error ? .completed : payout.outcome, at: now)
        case .completed, .failed, .accountNotFound: break
        }
        return payouts[id]
    }

    /// Says how a payout will end, before or after it arrives.
    mutating func script(_ id: String, outcome: Payout.State) {
        if payouts[id] == nil {
            scripted[id] = outcome
        } else {
            payouts[id]?.outcome = outcome
        }
    }

    /// How often a `remit` under `id` was processed, whatever was answered.
    func received(_ id: String) -> Int { payouts[id]?.received ?? refused[id] ?? 0 }

    /// Ids under which a `remit` was processed and never accepted, with how often.
    var refusals: [String: Int] { refused }
}
