import Testing

@testable import OYSimulator

/// PFM data: stable, and bounded by what is asked.
@Suite struct PersonalFinanceTests {
    private let start = Moment(epochMilliseconds: 1_600_000_000_000)
    private let account = "12345-132131-13213-1312131"

    private func code(_ answer: JSON) -> String? { answer["status"]?["code"]?.string }

    @Test func aConnectionIsTheSameForTheSamePerson() throws {
        var finance = PersonalFinance(at: start)
        let login = JSON.members(["data": "x", "bank_code": "008", "phone_number": "+628"])
        let first = finance.connect(login, at: start)
        #expect(finance.connect(login, at: start).callback == first.callback)
        let id = try #require(first.callback?["data"]?["ibank_id"]?.string)
        let accounts = try #require(finance.listAccounts(id)["data"]?.array)
        #expect(accounts.count == 2)
        #expect(accounts[0]["bank"]?["name"] == "MANDIRI")
        #expect(code(finance.balance(try #require(accounts[1]["id"]?.string))) == "000")
        #expect(finance.refresh(id, at: start).callback == first.callback)
    }

    @Test(arguments: ["data", "bank_code", "phone_number"])
    func loginNeedsItsParameters(name: String) {
        var finance = PersonalFinance(at: start)
        let all = [("data", "x"), ("bank_code", "008"), ("phone_number", "+628")]
        let login = JSON.object(all.filter { $0.0 != name }.map { .init($0.0, .string($0.1)) })
        #expect(code(finance.connect(login, at: start).answer) == "990")
        #expect(finance.connect(login, at: start).callback == nil)
    }

    @Test func unknownIDsAre204() {
        var finance = PersonalFinance(at: start)
        #expect(code(finance.listAccounts("x")) == "204")
        #expect(code(finance.balance("x")) == "204")
        #expect(code(finance.mutations("x", query: ["startDate": "2020-01-01", "endDate": "2020-01-01"])) == "204")
        #expect(code(finance.refresh("x", at: start).answer) == "204")
    }

    @Test func mutationsLieWithinTheirDaysAndAddUpOverRanges() throws {
        let finance = PersonalFinance(at: start)
        func rows(_ start: String, _ end: String) throws -> [JSON] {
            try #require(finance.mutations(account, query: ["startDate": start, "endDate": end])["data"]?.array)
        }
        let month = try rows("2020-01-01", "2020-01-30")
        #expect(!month.isEmpty)
        #expect(try rows("2020-01-01", "2020-01-15") + rows("2020-01-16", "2020-01-30") == month)
        let days = CalendarDate("2020-01-01")!.midnight.epochMilliseconds..<CalendarDate("2020-01-31")!.midnight.epochMilliseconds
        for row in month { #expect(days.contains(Int64(try #require(row["transaction_date"]?.int)))) }
    }

    @Test(arguments: [
        ("2020-01-02", "2020-01-01"), ("2020-02-30", "2020-03-01"), ("01-01-2020", "02-01-2020"), ("", ""),
        ("2019-01-01", "2020-12-31"), ("2020-1-1", "2020-01-02"),
    ])
    func badDatesAre990(start: String, end: String) {
        let finance = PersonalFinance(at: self.start)
        #expect(code(finance.mutations(account, query: ["startDate": start, "endDate": end])) == "990")
        #expect(code(finance.mutations(account, query: [:])) == "990")
    }
}
