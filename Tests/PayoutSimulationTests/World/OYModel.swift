@testable import Gateway

/// OY! as the gateway has to expect it, about one `partner_trx_id`.
///
/// Three things are taken for granted, because no gateway could do without them:
/// * What OY! answers is true: "not created" means that this request creates nothing, now or later.
/// * Two requests of one id that were sent at least `settle` apart are told from one another, whichever arrives first.
///   Of two that were sent closer together, both may pay: that is what the settling time is for.
/// * Nobody else uses the id while the run lasts. In some runs OY! has paid one of it before: the ledger is a copy that was restored, say.
///
/// It has several partners, and tells ids apart within one of them only.
struct OYModel {
    /// What OY! has created.
    struct Record {
        var partner: PartnerFingerprint
        var attempt: Int
        var leftAt: Int64
        var visibleFrom: Int64
        /// The code in which it ends: 000 is a payment.
        var ending: String
        var hasEnded = false
    }

    struct Answer {
        var http = 200
        var word: OYWord?
        var retryAfter: Duration?
        /// False where it may be the answer to an earlier request.
        var standsAlone = true
    }

    /// The `partner_trx_id`.
    static let name = "pay-1"
    static let settle: Int64 = 60_000
    static let refusals = ["201", "202", "204", "205", "206", "207", "208", "209", "210", "211", "215", "990"]

    /// Codes by which `remit-status` says that a payout has failed.
    static let endsBadly = ["300", "205", "206", "209", "210", "211", "215"]

    private(set) var records: [Record] = []
    /// As whom a payout of this id was paid that is not in the ledger.
    var earlier: PartnerFingerprint?
    /// How often money moved since. More than once is what must never happen.
    private(set) var executions = 0

    mutating func execute(_ record: Int) {
        guard !records[record].hasEnded else { return }
        records[record].hasEnded = true
        if records[record].ending == "000" { executions += 1 }
    }

    /// A request to pay arrives.
    ///
    /// - Returns: the answer, and the index of what it created.
    mutating func remit(
        attempt: Int, as partner: PartnerFingerprint, leftAt: Int64, now: Int64, _ weather: Weather, _ chance: inout Chance
    ) -> (Answer, created: Int?) {
        if chance.percent(weather.front) { return (Self.front(&chance), nil) }
        if partner == earlier || records.contains(where: { $0.partner == partner && recognises($0, attempt: attempt, leftAt: leftAt, &chance) }) {
            return (Answer(word: OYWord(code: chance.one(of: ["203", "203", "257"]))), nil)
        }
        if chance.percent(weather.refused) {
            return (Answer(word: OYWord(code: chance.one(of: Self.refusals))), nil)
        }
        let fails = chance.percent(weather.fails)
        let lag = Int64(chance.below(4)) * Int64(chance.below(30_000))
        records.append(
            Record(
                partner: partner, attempt: attempt, leftAt: leftAt, visibleFrom: now + lag,
                ending: fails ? chance.one(of: ["300", "300", "206", "209"]) : "000"))
        let created = records.count - 1
        let trxID = "OY-\(attempt)"
        if chance.percent(weather.garbled) { return (Self.garbled(trxID, &chance), created) }
        switch chance.below(10) {
        case 0:
            execute(created)
            let code = fails ? "300" : "000"
            return (Self.members(OYWord(code: code, partnerTrxID: Self.name), trxID: trxID, weather, &chance), created)
        case 1: return (Answer(word: OYWord(code: "101")), created)
        default: return (Self.members(OYWord(code: chance.one(of: ["101", "102", "301"])), trxID: trxID, weather, &chance), created)
        }
    }

    /// Whether a request to pay that arrives now, and was sent long enough after, finds the id taken.
    func has(_ partner: PartnerFingerprint?) -> Bool {
        earlier != nil && earlier == partner || records.contains { $0.partner == partner }
    }

    /// What OY! says of a payout besides its code.
    private static func members(_ word: OYWord, trxID: String?, _ weather: Weather, _ chance: inout Chance) -> Answer {
        var word = word
        word.trxID = trxID
        if chance.percent(50) {
            (word.amountRupiah, word.recipientBank) = (Simulation.amountRupiah, Simulation.recipientBank)
            word.recipientAccount = Simulation.recipientAccount
        }
        if chance.percent(weather.confused) {
            switch chance.below(4) {
            case 0: word.amountRupiah = 2
            case 1: word.recipientBank = "008"
            case 2: word.recipientAccount = "5550001"
            default: word.trxID = "OY-another"
            }
        }
        return Answer(word: word)
    }

    /// `remit-status` is asked.
    func status(as partner: PartnerFingerprint, now: Int64, _ weather: Weather, _ chance: inout Chance) -> Answer {
        if chance.percent(weather.uselessStatus) {
            // Of what it has a name for: its books are behind, or something in front of it refuses.
            if let record = records.first(where: { $0.partner == partner }), chance.percent(30) {
                let word = OYWord(code: chance.one(of: Self.useless + ["204"]), trxID: "OY-\(record.attempt)", partnerTrxID: Self.name)
                return Answer(http: chance.one(of: [200, 200, 200, 404, 503]), word: word)
            }
            return chance.percent(50) ? Self.front(&chance) : Answer(word: OYWord(code: chance.one(of: Self.useless)))
        }
        let isStale = chance.percent(weather.staleStatus)
        if partner == earlier { return Answer(word: isStale ? OYWord(code: "204") : OYWord(code: "000", partnerTrxID: Self.name)) }
        guard let record = records.first(where: { $0.partner == partner }), now >= record.visibleFrom, !isStale else {
            return Answer(word: OYWord(code: "204"))
        }
        let code = record.hasEnded ? record.ending : chance.one(of: ["101", "102", "301"])
        let trxID = chance.percent(50) ? "OY-\(record.attempt)" : nil
        return Self.members(OYWord(code: code, partnerTrxID: Self.name), trxID: trxID, weather, &chance)
    }

    /// An answer on a connection with others: that to an earlier request may come in its stead.
    static func amongOthers(_ answer: Answer, _ weather: Weather, _ chance: inout Chance) -> Answer {
        guard answer.http == 200, answer.word != nil, chance.percent(weather.amongOthers) else { return answer }
        let isAnothers = chance.percent(50)
        let word = isAnothers ? OYWord(code: chance.one(of: ["000", "101", "203", "204", "209", "210", "300", "429"])) : answer.word
        return Answer(word: word, retryAfter: isAnothers ? nil : answer.retryAfter, standsAlone: false)
    }

    private func recognises(_ record: Record, attempt: Int, leftAt: Int64, _ chance: inout Chance) -> Bool {
        record.attempt == attempt || abs(record.leftAt - leftAt) >= Self.settle || chance.percent(50)
    }

    private static let useless = ["201", "202", "207", "208", "429", "504", "999", "990", "225", "203", "257", "900"]

    /// Nothing was done.
    private static func front(_ chance: inout Chance) -> Answer {
        switch chance.below(10) {
        case 0: Answer(word: OYWord(code: "429"), retryAfter: .seconds(chance.below(120)))
        case 1: Answer(http: 429)
        case 2: Answer(http: 503, word: OYWord(code: "209"))
        case 3: Answer(http: chance.one(of: [500, 502, 504]))
        case 4: Answer(http: 403)
        case 5: Answer(http: 200)
        case 6: Answer(http: 302)
        // The answers to other calls, on a connection that they shared.
        case 7: Answer(word: OYWord(code: chance.one(of: ["000", "300"])))
        case 8: Answer(word: OYWord(code: chance.one(of: ["000", "300"]), partnerTrxID: "pay-2"))
        default: Answer(word: OYWord(code: chance.one(of: ["999", "504", "900"])))
        }
    }

    /// What was asked was done.
    private static func garbled(_ trxID: String, _ chance: inout Chance) -> Answer {
        switch chance.below(9) {
        case 0: Answer(word: OYWord(code: "504"))
        case 1: Answer(word: OYWord(code: "999"))
        case 2: Answer(http: 500, word: OYWord(code: "300"))
        case 3: Answer(http: 504)
        case 4: Answer(http: 200)
        case 5: Answer(word: OYWord(code: chance.one(of: ["225", "232", "264", "900", "777"])))
        // A failure, a refusal and something new, of what it has a name for.
        case 6: Answer(word: OYWord(code: chance.one(of: ["999", "206", "429", "105"]), trxID: trxID))
        case 7: Answer(http: chance.one(of: [500, 504]), word: OYWord(code: "999", trxID: trxID, partnerTrxID: name))
        default: Answer(http: 502, word: OYWord(code: "990"))
        }
    }
}
