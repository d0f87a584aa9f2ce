extension ControlRoutes {
    func listPayouts(_ input: Input) -> JSON {
        backend.access { books, _ in
            let payouts = books.payouts.shownIDs.compactMap { books.payouts.payouts[$0] }
            return .members([
                "balance": .int(books.payouts.balance),
                "executed": .int(payouts.reduce(0) { $0 + $1.executed }),
                "payouts": .array(payouts.map(\.json)),
                "refused": .object(
                    books.payouts.refusals.sorted { $0.key < $1.key }.map { .init($0.key, .int($0.value)) }),
            ])
        }
    }

    /// One payout; with `state` and `wait` once it is in that state.
    func getPayout(_ input: Input) async throws -> JSON {
        let wanted = try state(input.query["state"])
        let look = { @Sendable () -> Payout? in backend.access { books, _ in books.payouts.payouts[input.id] } }
        let found = await awaiting(backend.changed, atMost: try input.wait()) { () -> Payout? in
            guard let payout = look() else { return nil }
            return wanted == nil || payout.state == wanted ? payout : nil
        }
        guard let payout = found ?? look() else { throw ControlError("no such payout", status: 404) }
        return payout.json
    }

    func changePayout(_ input: Input) throws -> JSON {
        try input.expect("state", "step", "outcome")
        if let outcome = try state(input.body["outcome"]?.string) {
            backend.access { books, _ in books.payouts.script(input.id, outcome: outcome) }
            if input.body["state"] == nil, input.body["step"] == nil { return Self.done }
        }
        guard let payout = try change(input.id, input) else { throw ControlError("no such payout", status: 404) }
        return payout.json
    }

    /// Changes every payout that is not final.
    func changePayouts(_ input: Input) throws -> JSON {
        try input.expect("state", "step")
        let open = backend.access { books, _ in
            books.payouts.shownIDs.filter { !(books.payouts.payouts[$0]?.state.isFinal ?? true) }
        }
        return .members(["payouts": .array(try open.compactMap { try change($0, input)?.json })])
    }

    private func change(_ id: String, _ input: Input) throws -> Payout? {
        let wanted = try state(input.body["state"]?.string)
        guard wanted != nil || input.body["step"]?.bool == true else {
            throw ControlError("say {\"state\": …} or {\"step\": true}")
        }
        let (payout, becameFinal) = backend.access { books, now -> (Payout?, Bool) in
            let before = books.payouts.payouts[id]?.state.isFinal ?? false
            let payout: Payout? =
                if let wanted { books.payouts.set(id, to: wanted, at: now) } else { books.payouts.step(id, at: now) }
            return (payout, !before && payout?.state.isFinal ?? false)
        }
        if let payout, becameFinal { backend.outbox.follow(with: .final(payout, at: backend.clock())) }
        backend.changed.notify()
        return payout
    }

    private func state(_ text: String?) throws -> Payout.State? {
        guard let text else { return nil }
        guard let state = Payout.State(rawValue: text) else {
            throw ControlError("a state is one of: \(Payout.State.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return state
    }

    func setBalance(_ input: Input) throws -> JSON {
        try input.expect("balance")
        guard let balance = input.body["balance"]?.int else { throw ControlError("balance is a whole number") }
        backend.access { books, _ in books.payouts.setBalance(balance) }
        return Self.done
    }
}

extension Payout {
    /// As the control API shows it.
    var json: JSON {
        .members([
            "partner_trx_id": .string(partnerTrxID),
            "trx_id": .string(trxID),
            "state": .string(state.rawValue),
            "code": .string(state.code.rawValue),
            "amount": .int(amount),
            "recipient_bank": .string(recipientBank),
            "recipient_account": .string(recipientAccount),
            "received": .int(received),
            "accepted": .int(accepted),
            "executed": .int(executed),
            "created_date": .string(created.dayFirst),
            "last_updated_date": .string(updated.dayFirst),
        ])
    }
}
