extension ControlRoutes {
    func listVirtualAccounts(_ input: Input) -> JSON {
        let accounts = backend.access { books, now in books.virtualAccounts.all(at: now) }
        return .members(["virtual_accounts": .array(accounts.map(\.listItem))])
    }

    /// A customer pays. The callback follows by itself where a URL is set.
    func payVirtualAccount(_ input: Input) throws -> JSON {
        try input.expect("amount")
        guard let amount = input.body["amount"]?.int, amount > 0 else {
            throw ControlError("amount is a whole number greater than zero")
        }
        let result = backend.access { books, now in
            Result { () throws(VirtualAccountBook.Refusal) in
                try books.virtualAccounts.pay(input.id, amount: amount, at: now)
            }
        }
        switch result {
        case .success(let account):
            backend.outbox.follow(with: .payment(of: account, amount: amount))
            backend.changed.notify()
            return account.listItem
        case .failure(.unknown): throw ControlError("no such virtual account", status: 404)
        case .failure(.notActive(let state)): throw ControlError("the virtual account is \(state.rawValue)", status: 409)
        case .failure(.wrongAmount(let expected)):
            throw ControlError("this closed virtual account takes exactly \(expected)", status: 409)
        }
    }

    func setVirtualAccount(_ input: Input) throws -> JSON {
        try input.expect("state")
        guard let state = (input.body["state"]?.string).flatMap(VirtualAccount.State.init) else {
            throw ControlError("state is one of: \(VirtualAccount.State.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        guard let account = backend.access({ books, _ in books.virtualAccounts.set(input.id, to: state) }) else {
            throw ControlError("no such virtual account", status: 404)
        }
        backend.changed.notify()
        return account.listItem
    }
}
