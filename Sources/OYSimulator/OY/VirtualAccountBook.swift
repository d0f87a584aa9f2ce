/// All virtual accounts. A value: the time is passed in.
struct VirtualAccountBook: Sendable {
    /// In the order of creation.
    private var accounts: [VirtualAccount] = []
    private var indexByID: [String: Int] = [:]
    private var indexByNumber: [String: Int] = [:]
    /// The newest account of each partner user at each bank.
    private var newest: [Owner: Int] = [:]
    private var draw = SplitMix64(seed: "virtual accounts")

    private struct Owner: Hashable {
        var bankCode: String
        var partnerUserID: String
    }

    // MARK: The documented calls

    mutating func create(_ request: JSON, rules: Rules, at now: Moment) -> JSON {
        guard let user = request.text("partner_user_id"), let bank = request.text("bank_code") else {
            return Code.parameterNotValid.answer
        }
        guard BankDirectory.knows(bank) else { return Code.bankCodeNotFound.answer }
        guard BankDirectory.virtualAccountBanks.contains(bank) else { return Code.bankNotAvailable.answer }
        let terms: VirtualAccount.Terms
        switch VirtualAccount.Terms.read(request, displayName: rules.username, rules: rules, at: now) {
        case .failure(let refusal): return refusal.code.answer
        case .success(let read): terms = read
        }
        let owner = Owner(bankCode: bank, partnerUserID: user)
        if let index = newest[owner], accounts[index].stateNow(now).isActive {
            return Code.virtualAccountStillActive.answer
        }
        let serial = "\(accounts.count + 1)"
        let number = "100\(bank)" + String(repeating: "0", count: max(0, 12 - serial.utf8.count)) + serial
        let account = VirtualAccount(
            id: draw.uuid(), number: number, bankCode: bank, partnerUserID: user, terms: terms)
        newest[owner] = accounts.count
        indexByID[account.id] = accounts.count
        indexByNumber[account.number] = accounts.count
        accounts.append(account)
        return account.createAnswer
    }

    mutating func get(_ id: String, at now: Moment) -> JSON {
        guard let index = indexByID[id] else { return missing(id) }
        settle(index, at: now)
        return accounts[index].getAnswer
    }

    mutating func update(_ id: String, _ request: JSON, rules: Rules, at now: Moment) -> JSON {
        guard let index = indexByID[id] else { return missing(id) }
        settle(index, at: now)
        let account = accounts[index]
        // "You cannot accept or make update to VA Number with this status."
        guard account.state.isActive else { return Code.virtualAccountFailed.answer }
        if let bank = request["bank_code"], bank.string != account.bankCode { return Code.parameterNotValid.answer }
        let name = account.terms.displayName
        switch VirtualAccount.Terms.read(request, displayName: name, rules: rules, at: now) {
        case .failure(let refusal): return refusal.code.answer
        case .success(let terms): accounts[index].terms = terms
        }
        return accounts[index].updateAnswer
    }

    mutating func list(_ page: Page, at now: Moment) -> JSON {
        for index in accounts.indices { settle(index, at: now) }
        return .members([
            "total": .int(accounts.count),
            "data": .array(page.slice(accounts.reversed()).map(\.listItem)),
            "status": Code.success.status,
        ])
    }

    func history(_ id: String, _ page: Page, rules: Rules) -> JSON {
        guard let index = indexByID[id] else { return missing(id) }
        let account = accounts[index]
        let items = page.slice(account.payments.reversed()).map {
            account.historyItem($0, username: rules.username, adminFee: rules.adminFee)
        }
        return .members([
            "id": .string(account.id),
            "status": Code.success.status,
            "data": .array(items),
            "number_of_transaction": .int(account.payments.count),
        ])
    }

    /// For the control API; OY! itself takes an id only.
    private func find(_ name: String) -> Int? { indexByID[name] ?? indexByNumber[name] }

    /// 216 is documented for an empty id; for an unknown one nothing is, so it gets the code for "not found".
    private func missing(_ id: String) -> JSON {
        let isBlank = id.allSatisfy(\.isWhitespace)
        return isBlank ? Code.virtualAccountIDEmpty.answer : Code.status(answering: .notFound, "VA Id is not found")
    }

    private mutating func settle(_ index: Int, at now: Moment) { accounts[index].state = accounts[index].stateNow(now) }

    // MARK: The control API

    /// Why a payment was not taken.
    enum Refusal: Error, Equatable {
        case unknown
        case notActive(VirtualAccount.State)
        case wrongAmount(expected: Int)
    }

    /// A customer pays. `name` is an id or a number.
    mutating func pay(_ name: String, amount: Int, at now: Moment) throws(Refusal) -> VirtualAccount {
        guard let index = find(name) else { throw .unknown }
        settle(index, at: now)
        let account = accounts[index]
        guard account.state.isActive else { throw .notActive(account.state) }
        guard account.terms.isOpen || account.terms.amount == amount else {
            throw .wrongAmount(expected: account.terms.amount)
        }
        accounts[index].payments.append(.init(id: draw.uuid(), amount: amount, time: now))
        accounts[index].state = account.terms.isSingleUse ? .complete : .paymentDetected
        return accounts[index]
    }

    /// Puts an account into a state from outside.
    mutating func set(_ name: String, to state: VirtualAccount.State) -> VirtualAccount? {
        guard let index = find(name) else { return nil }
        accounts[index].state = state
        if state.isActive { accounts[index].terms.expires = nil }
        return accounts[index]
    }

    mutating func all(at now: Moment) -> [VirtualAccount] {
        for index in accounts.indices { settle(index, at: now) }
        return accounts
    }
}

extension VirtualAccount {
    /// The state with the passing of time in it.
    func stateNow(_ now: Moment) -> State {
        guard state.isActive, let expires = terms.expires, now >= expires else { return state }
        return .expired
    }
}

extension Code {
    /// An answer that is nothing but a status, with a message of its own.
    static func status(answering code: Code, _ message: String) -> JSON {
        .members(["status": status(code.rawValue, message)])
    }
}
