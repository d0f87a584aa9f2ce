import Contract
import Foundation
import Gateway

/// How the gateway is, from what it said: for people, for programs, and as an exit status.
struct StatusReport {
    private let answers: StatusAnswers
    private let now: WallTime

    init(_ answers: StatusAnswers, now: WallTime) {
        self.answers = answers
        self.now = now
    }

    /// Whether nobody needs to look at it, as far as the caller is told.
    var isWell: Bool {
        if case .cutOff = answers.balance { return false }
        return health ?? "SERVING" == "SERVING" && (answers.info?.count("alarms") ?? 0) == 0
    }

    var lines: [String] {
        var table = TextTable([.init(), .init()])
        let version = answers.info.map { " \($0.string("version"))" } ?? ""
        table.add(["oyd\(version)", serving])
        if let who { table.add(["you", line([who, answers.info.map { "time zone \($0.string("time_zone"))" }])]) }
        let upstream = answers.info.map { [$0.string("base_url"), reach($0.string("circuit"))] } ?? []
        table.add(["OY!", line(upstream + [balance])])
        if let info = answers.info {
            table.add(["payouts", payouts(info)])
            let alarms = info.strings("alarms")
            table.add(["alarms", alarms.isEmpty ? none : line(alarms)])
        } else {
            table.add(["payouts", "not told: you may not call GetInfo"])
            table.add(["alarms", "not told: you may not call GetInfo"])
        }
        return table.lines()
    }

    /// One object. A member is absent where the caller may not ask for it; `balance_error` says why the balance is.
    var json: String {
        var object: [String: Any] = ["well": isWell]
        object["health"] = health
        object["who"] = answers.who.map(Self.object)
        object["info"] = answers.info.map(Self.object)
        switch answers.balance {
        case .known(let rupiah): object["balance"] = rupiah
        case .notAllowed: break
        case .failed(let why), .cutOff(let why): object["balance_error"] = why
        }
        guard let bytes = try? JSONSerialization.data(withJSONObject: object, options: [.sortedKeys, .withoutEscapingSlashes]) else {
            preconditionFailure("a status is no JSON")
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func object(_ message: Message) -> Any {
        guard let object = try? JSONSerialization.jsonObject(with: Data(message.json())) else {
            preconditionFailure("\(message.schema.fullName) is no JSON")
        }
        return object
    }

    private func line(_ parts: [String?]) -> String {
        parts.compactMap(\.self).joined(separator: "   ")
    }

    /// `SERVING`; nil where the caller may not ask.
    private var health: String? {
        answers.health.map { $0.enumName("status") }
    }

    private var serving: String {
        let state =
            switch health {
            case "SERVING": "serving"
            case nil: "running"
            default: "not serving"
            }
        guard let start = answers.info?.string("started_at") else { return state }
        let age = WallTime(rfc3339: start).map { " (\(Age.text(from: $0, to: now)))" } ?? ""
        return "\(state)\(state == "not serving" ? ", started" : " since") \(start.toTheMinute) UTC\(age)"
    }

    private var who: String? {
        answers.who.map { who in
            let role = who.string("role")
            return "\(who.string("name")), \(role.isEmpty ? "no role" : role)"
        }
    }

    private var hasRole: Bool {
        answers.who.map { !$0.string("role").isEmpty } ?? false
    }

    /// Where no alarm is told. What happened to single payouts is none that stands.
    private var none: String {
        hasRole ? "none (single payouts': oyctl audit show --kind alarm LEDGER)" : "none (those about payouts are told only to callers with a role)"
    }

    /// Whether OY! can be called, by the state of the circuit breakers; nil where they have yet to notice what the balance has shown.
    private func reach(_ circuit: String) -> String? {
        switch CircuitBreaker.Condition(rawValue: circuit) {
        case .closed: hasAnswered ? "reachable" : nil
        case .open: "out of reach"
        case .halfOpen: "being tried again"
        case nil: "circuit \(circuit)"
        }
    }

    /// False where OY! was just asked for the balance in vain.
    private var hasAnswered: Bool {
        switch answers.balance {
        case .known, .notAllowed: true
        case .failed, .cutOff: false
        }
    }

    private var balance: String {
        switch answers.balance {
        case .known(let rupiah): "balance \(Rupiah.text(Int128(rupiah)))"
        case .notAllowed: "balance not told: you may not call GetBalance"
        case .failed(let why), .cutOff(let why): "balance not known: \(why)"
        }
    }

    /// In this order: those that a person may have to see to, and those that go on by themselves.
    private static let states: [PayoutState] = [.unknown, .awaitingApproval, .inProgress, .recorded]

    private func payouts(_ info: Message) -> String {
        let open = info.messages("open_payouts")
        guard !open.isEmpty else {
            return hasRole ? "not known: the ledger can't be read" : "told only to callers with a role"
        }
        let told = open.sorted { Self.rank($0) < Self.rank($1) }.map { payouts in
            "\(payouts.stateName) \(payouts.integer("count"))\(oldest(payouts))"
        }
        return line(told)
    }

    private static func rank(_ payouts: Message) -> Int {
        payouts.state.flatMap(states.firstIndex) ?? states.count
    }

    /// Of UNKNOWN ones, how long the first of them has been so: that is what the alarm goes by.
    private func oldest(_ payouts: Message) -> String {
        let unknown = payouts.string("oldest_unknown_since")
        guard let since = WallTime(rfc3339: unknown.isEmpty ? payouts.string("oldest_created_at") : unknown) else { return "" }
        return " (oldest \(Age.text(from: since, to: now)))"
    }
}
