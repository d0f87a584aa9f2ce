/// Internet banking (PFM): who is connected, and what a bank would show. Accounts, balances and mutations are made from
/// the ids, so that they are the same in every run; only connections are state.
struct PersonalFinance: Sendable {
    /// The documentation's sample connection is always there, so that the sample requests work at once.
    static let sampleConnection = "12313-13213-132141-131231"

    private struct Connection: Sendable {
        var bankCode: String
        var accounts: [Account]
        var refreshed: Moment
    }

    /// A bank account or a card behind a connection.
    struct Account: Sendable, Equatable {
        var id: String
        var number: String
        var type: String
        var bankCode: String

        var members: [JSON.Member] {
            let name = PersonalFinance.services.first { $0.code == bankCode }?.name ?? ""
            return [
                .init("id", .string(id)),
                .init("account_number", .string(number)),
                .init("account_type", .string(type)),
                .init("bank", .members(["code": .string(bankCode), "name": .string(name.uppercased())])),
            ]
        }
    }

    /// The supported banks, with the documentation's sample rows first.
    static let services: [(code: String, name: String, isEnabled: Bool)] = [
        ("008", "mandiri", true), ("014", "bca", false), ("009", "bni", true), ("002", "bri", true),
    ]

    private var connections: [String: Connection] = [:]
    private var accounts: [String: (account: Account, connection: String)] = [:]

    init(at now: Moment) {
        add(
            Self.sampleConnection, bank: "014",
            [
                Account(id: "12345-132131-13213-1312131", number: "12345678900", type: "SAVING", bankCode: "014"),
                Account(
                    id: "2134-4315-1234-5123-12331411", number: "************1234", type: "CREDIT-CARD", bankCode: "014"),
            ], at: now)
    }

    private mutating func add(_ id: String, bank: String, _ owned: [Account], at now: Moment) {
        connections[id] = Connection(bankCode: bank, accounts: owned, refreshed: now)
        for account in owned { accounts[account.id] = (account, id) }
    }

    // MARK: The documented calls

    func listServices() -> JSON {
        let rows = Self.services.map { service in
            JSON.members([
                "bank_code": .string(service.code), "bank_name": .string(service.name), "enable": .bool(service.isEnabled),
            ])
        }
        return .members(["status": Self.success, "data": .array(rows)])
    }

    /// Connects in the background: the connection is there at once, the callback tells its id.
    mutating func connect(_ request: JSON, at now: Moment) -> (answer: JSON, callback: JSON?) {
        guard request.text("data") != nil, let bank = request.text("bank_code"),
            let phone = request.text("phone_number"), request.isTextOrAbsent("email")
        else { return (Code.parameterNotValid.answer, nil) }
        guard Self.services.contains(where: { $0.code == bank }) else { return (Code.bankNotAvailable.answer, nil) }
        // The same person at the same bank is the same connection.
        var draw = SplitMix64(seed: "\(bank) \(phone)")
        let id = draw.uuid()
        if connections[id] == nil {
            let number = String(draw.next() % 9_000_000_000 + 1_000_000_000)
            let card = "************\(draw.next() % 9000 + 1000)"
            add(
                id, bank: bank,
                [
                    Account(id: draw.uuid(), number: number, type: "SAVING", bankCode: bank),
                    Account(id: draw.uuid(), number: card, type: "CREDIT-CARD", bankCode: bank),
                ], at: now)
        }
        return (
            .members(["status": Code.status("000", "Processing login to internet banking")]),
            Self.callback(connection: id)
        )
    }

    func listAccounts(_ connection: String) -> JSON {
        guard let owned = connections[connection]?.accounts else { return Self.unknown("Ibank Id is not found") }
        return .members(["status": Self.success, "data": .array(owned.map { .object($0.members) })])
    }

    func balance(_ id: String) -> JSON {
        guard let (account, connection) = accounts[id] else { return Self.unknown("Account Id is not found") }
        let refreshed = connections[connection]?.refreshed.epochMilliseconds ?? 0
        let more = [JSON.Member("balance", .int(Self.rupiah(of: account))), .init("last_updated", .int(refreshed))]
        return .members(["status": Self.success, "data": .object(account.members + more)])
    }

    func mutations(_ id: String, query: [String: String]) -> JSON {
        guard let (account, _) = accounts[id] else { return Self.unknown("Account Id is not found") }
        guard let start = query["startDate"].flatMap(CalendarDate.init), let end = query["endDate"].flatMap(CalendarDate.init),
            start.daysSince1970 <= end.daysSince1970, end.daysSince1970 - start.daysSince1970 <= Limits.mutationDays
        else { return Code.parameterNotValid.answer }
        let days = (start.daysSince1970...end.daysSince1970).map(CalendarDate.init(daysSince1970:))
        return .members(["status": Self.success, "data": .array(days.flatMap { Mutations.on($0, of: account) })])
    }

    mutating func refresh(_ connection: String, at now: Moment) -> (answer: JSON, callback: JSON?) {
        guard connections[connection] != nil else { return (Self.unknown("Ibank Id is not found"), nil) }
        connections[connection]?.refreshed = now
        return (.members(["status": Code.status("000", "Request Processed")]), Self.callback(connection: connection))
    }

    private static let success = Code.status("000", "success")

    private static func unknown(_ message: String) -> JSON { Code.status(answering: .notFound, message) }

    private static func rupiah(of account: Account) -> Int {
        if account.id == "12345-132131-13213-1312131" { return 150_000_000 }
        var draw = SplitMix64(seed: account.id)
        return Int(draw.next() % 200_000) * 1_000
    }

    /// `Succeess` is how the documentation spells it.
    private static func callback(connection: String) -> JSON {
        .members([
            "status": Code.status("000", "Succeess"),
            "data": .members(["ibank_id": .string(connection)]),
        ])
    }
}
