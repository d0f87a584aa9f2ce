import Contract
import TestSupport
import Testing

@testable import Gateway

@Suite struct ListPayoutsTests {
    /// `count` payouts of payroll, a minute apart, and one of refunds.
    private func gateway(count: Int) throws -> TestGateway {
        let gateway = try TestGateway(ScriptedUpstream([]))
        for number in 0..<count { gateway.ledger["pay-\(number)"] = payout("pay-\(number)", "payroll", at: Double(number) * 60) }
        gateway.ledger["back-1"] = payout("back-1", "refunds", at: 30)
        return gateway
    }

    private func payout(_ id: String, _ caller: String, at seconds: Double) -> Payout {
        Payout(
            partnerTrxID: id, caller: caller, body: Array("{}".utf8), amountRupiah: 1, recipientBank: "014", createdAt: second(seconds),
            state: .inProgress, sendUntil: second(0), nextActionAt: second(0))
    }

    private func list(
        _ gateway: TestGateway, _ json: String = "{}", as caller: Caller = .payroll
    ) async throws -> (ids: [String], next: String) {
        let answer = try await gateway.call("ListPayouts", json, as: caller).get()
        return (answer.messages("payouts").map { $0.string("partner_trx_id") }, answer.string("next_page_token"))
    }

    @Test("A caller sees its own; roles see everybody's, or one caller's")
    func whose() async throws {
        let gateway = try gateway(count: 1)
        #expect(try await list(gateway).ids == ["pay-0"])
        #expect(try await list(gateway, #"{"caller":"payroll"}"#).ids == ["pay-0"])
        #expect(try await list(gateway, as: .refunds).ids == ["back-1"])
        #expect(try await list(gateway, as: .auditor).ids == ["back-1", "pay-0"])
        #expect(try await list(gateway, #"{"caller":"payroll"}"#, as: .auditor).ids == ["pay-0"])
        #expect(try await gateway.failure("ListPayouts", #"{"caller":"refunds"}"#).reason == "NOT_OWN_PAYOUTS")
        #expect(try await gateway.failure("ListPayouts", #"{"caller":"nobody"}"#).reason == "NOT_OWN_PAYOUTS")
    }

    @Test("Pages hold each payout once, the newest first, and the last has no token")
    func pages() async throws {
        let gateway = try gateway(count: 7)
        var ids: [String] = []
        var token = ""
        var pages = 0
        repeat {
            let page = try await list(gateway, #"{"page_size":3,"page_token":"\#(token)"}"#)
            ids += page.ids
            token = page.next
            pages += 1
        } while !token.isEmpty
        #expect(ids == (0..<7).reversed().map { "pay-\($0)" })
        #expect(pages == 3)
    }

    @Test("A page fits into a frame, however long what was asked for is: else the list would end there for good")
    func longRows() async throws {
        let gateway = try TestGateway(ScriptedUpstream([]))
        let long = String(repeating: "9", count: 8_192)
        for number in 0..<600 {
            var payout = Payout(
                partnerTrxID: "pay-\(number)", caller: "payroll", body: Array(#"{"recipient_account":"\#(long)"}"#.utf8), amountRupiah: 1,
                recipientBank: long, createdAt: second(Double(number) * 60), state: .rejected, sendUntil: second(0), nextActionAt: nil)
            payout.finalAt = payout.createdAt
            gateway.ledger["pay-\(number)"] = payout
        }
        var ids: [String] = []
        var token = ""
        repeat {
            let answer = try await gateway.call("ListPayouts", #"{"page_size":500,"page_token":"\#(token)"}"#).get()
            #expect(answer.encodedSize < 4 << 20)
            ids += answer.messages("payouts").map { $0.string("partner_trx_id") }
            token = answer.string("next_page_token")
        } while !token.isEmpty
        #expect(ids == (0..<600).reversed().map { "pay-\($0)" })
    }

    @Test("A page that ends with the list has no token")
    func fullLastPage() async throws {
        #expect(try await list(try gateway(count: 3), #"{"page_size":3}"#).next == "")
    }

    @Test("A page has 50 payouts unless asked otherwise, and never more than 500", arguments: [
        ("{}", PayoutLimits.pageSize), (#"{"page_size":0}"#, 50), (#"{"page_size":501}"#, 500), (#"{"page_size":2147483647}"#, 500),
        (#"{"page_size":1}"#, 1),
    ])
    func sizes(json: String, expected: Int) async throws {
        #expect(try await list(try gateway(count: 600), json).ids.count == expected)
    }

    @Test("Another's token gives a place in one's own list, and nothing else")
    func anothersToken() async throws {
        let gateway = try gateway(count: 3)
        let token = try await list(gateway, #"{"page_size":1}"#, as: .auditor).next
        #expect(try await list(gateway, #"{"page_token":"\#(token)"}"#, as: .refunds).ids == ["back-1"])
    }

    @Test("What is wrong with a query is said", arguments: [
        (#"{"page_size":-1}"#, "page_size"), (#"{"page_token":"x"}"#, "page_token"), (#"{"day":"2026-02-30"}"#, "day"),
        (#"{"day":"yesterday"}"#, "day"), (#"{"states":["PAYOUT_STATE_UNSPECIFIED"]}"#, "states"),
    ])
    func wrong(json: String, field: String) async throws {
        let error = try await gateway(count: 1).failure("ListPayouts", json)
        #expect(error.code == .invalidArgument)
        #expect(error.metadata["field"] == field)
    }

    @Test("States and the day of Jakarta are asked of the ledger")
    func filter() async throws {
        let gateway = try TestGateway(ScriptedUpstream([]))
        let midnight = BusinessCalendar.jakarta.range(of: try #require(CalendarDay("2027-01-15"))).lowerBound
        for (id, offset) in [("before", -1), ("first", 0), ("last", 86_399_999), ("after", 86_400_000)] {
            var payout = Payout(
                partnerTrxID: id, caller: "payroll", body: Array("{}".utf8), amountRupiah: 1, recipientBank: "014",
                createdAt: WallTime(milliseconds: midnight.milliseconds + Int64(offset)), state: .inProgress,
                sendUntil: second(0), nextActionAt: second(0))
            if id == "first" { (payout.state, payout.nextActionAt, payout.finalAt) = (.completed, nil, payout.createdAt) }
            gateway.ledger[id] = payout
        }
        #expect(try await list(gateway, #"{"day":"2027-01-15"}"#).ids == ["last", "first"])
        #expect(try await list(gateway, #"{"day":"2027-01-15","states":["PAYOUT_STATE_COMPLETED"]}"#).ids == ["first"])
    }

    @Test("A ledger that can't be read is said to be so")
    func ledgerUnavailable() async throws {
        let gateway = try gateway(count: 1)
        gateway.ledger.isBroken = true
        #expect(try await gateway.failure("ListPayouts").reason == "LEDGER_UNAVAILABLE")
    }
}
