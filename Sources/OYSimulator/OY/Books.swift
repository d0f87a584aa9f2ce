/// Everything that the simulated OY! knows, and what it answers to each of the documented calls.
///
/// A value without a clock: the time is passed in, so that every rule can be tested at any moment of it.
struct Books: Sendable {
    var rules: Rules
    var payouts: PayoutBook
    var virtualAccounts = VirtualAccountBook()
    var finance: PersonalFinance

    init(rules: Rules, at now: Moment) {
        self.rules = rules
        payouts = PayoutBook(balance: rules.balance)
        finance = PersonalFinance(at: now)
    }

    /// The seventeen documented calls, with what their requests carry. A body that is not JSON is `.null`.
    enum Call: Sendable {
        case inquiry(JSON)
        case remit(JSON)
        case remitStatus(JSON)
        case balance
        case createVirtualAccount(JSON)
        case getVirtualAccount(id: String)
        case updateVirtualAccount(id: String, JSON)
        case listVirtualAccounts(query: [String: String])
        case virtualAccountHistory(id: String, query: [String: String])
        case verifyIDCard(JSON)
        case verifyPhoneNumber(JSON)
        case listBankServices
        case connectBank(JSON)
        case listAccounts(connection: String)
        case accountBalance(id: String)
        case listMutations(id: String, query: [String: String])
        case refreshAccounts(connection: String)
    }

    /// An answer, and the callback that follows it where the call is asynchronous.
    struct Outcome: Sendable {
        var answer: JSON
        var callback: Callback?

        init(_ answer: JSON, callback: Callback? = nil) {
            self.answer = answer
            self.callback = callback
        }
    }

    mutating func answer(_ call: Call, at now: Moment) -> Outcome {
        switch call {
        case .inquiry(let body): return Outcome(payouts.inquire(body, at: now))
        case .remit(let body): return Outcome(payouts.remit(body, rules: rules, at: now))
        case .remitStatus(let body): return Outcome(payouts.status(body, at: now))
        case .balance: return Outcome(payouts.balanceAnswer(at: now))
        case .createVirtualAccount(let body): return Outcome(virtualAccounts.create(body, rules: rules, at: now))
        case .getVirtualAccount(let id): return Outcome(virtualAccounts.get(id, at: now))
        case .updateVirtualAccount(let id, let body):
            guard case .object = body else { return Outcome(Code.parameterNotValid.answer) }
            return Outcome(virtualAccounts.update(id, body, rules: rules, at: now))
        case .listVirtualAccounts(let query):
            guard let page = Page(query) else { return Outcome(Code.parameterNotValid.answer) }
            return Outcome(virtualAccounts.list(page, at: now))
        case .virtualAccountHistory(let id, let query):
            guard let page = Page(query) else { return Outcome(Code.parameterNotValid.answer) }
            return Outcome(virtualAccounts.history(id, page, rules: rules))
        case .verifyIDCard(let body):
            let (answer, callback) = Kyc.idCard(body)
            return Outcome(answer, callback: callback.map { Callback(.kyc, $0) })
        case .verifyPhoneNumber(let body): return Outcome(Kyc.phoneNumber(body))
        case .listBankServices: return Outcome(finance.listServices())
        case .connectBank(let body):
            let (answer, callback) = finance.connect(body, at: now)
            return Outcome(answer, callback: callback.map { Callback(.pfm, $0) })
        case .listAccounts(let connection): return Outcome(finance.listAccounts(connection))
        case .accountBalance(let id): return Outcome(finance.balance(id))
        case .listMutations(let id, let query): return Outcome(finance.mutations(id, query: query))
        case .refreshAccounts(let connection):
            let (answer, callback) = finance.refresh(connection, at: now)
            return Outcome(answer, callback: callback.map { Callback(.pfm, $0) })
        }
    }
}
