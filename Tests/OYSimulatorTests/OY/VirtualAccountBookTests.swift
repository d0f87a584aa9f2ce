import Testing

@testable import OYSimulator

/// Virtual accounts from creation to the end, without HTTP.
@Suite struct VirtualAccountBookTests {
    private let start = Moment(epochMilliseconds: 1_600_000_000_000)
    private let rules = Rules()

    private func create(
        _ book: inout VirtualAccountBook, user: String = "u1", bank: String = "002", _ more: String = ""
    ) throws -> JSON {
        let body = #"{"partner_user_id":"\#(user)","bank_code":"\#(bank)"\#(more)}"#
        return book.create(try JSONReader.read(body.utf8), rules: rules, at: start)
    }

    private func code(_ answer: JSON) -> String? { answer["status"]?["code"]?.string }
    private func state(_ book: inout VirtualAccountBook, _ id: String, at now: Moment) -> String? {
        book.get(id, at: now)["va_status"]?.string
    }

    @Test(arguments: [
        ("", "000"), (#","amount":500000"#, "000"), (#","amount":0"#, "000"), (#","is_open":false"#, "990"),
        (#","is_open":false,"amount":10000"#, "000"), (#","is_open":false,"amount":0"#, "212"), (#","amount":9999"#, "212"),
        (#","amount":50000001"#, "213"), (#","amount":10000.5"#, "210"), (#","amount":-1"#, "210"), (#","amount":"x""#, "990"),
        (#","is_open":"yes""#, "990"), (#","expiration_time":0"#, "990"), (#","expiration_time":"soon""#, "990"),
        (#","username_display":7"#, "990"),
    ])
    func creation(more: String, expected: String) throws {
        var book = VirtualAccountBook()
        #expect(code(try create(&book, more)) == expected)
    }

    @Test(arguments: [("002", "000"), ("013", "000"), ("022", "000"), ("014", "211"), ("777", "205"), ("", "990")])
    func banks(bank: String, expected: String) throws {
        var book = VirtualAccountBook()
        #expect(code(try create(&book, bank: bank)) == expected)
    }

    @Test func anActiveOneOfTheSameUserAndBankIs217() throws {
        var book = VirtualAccountBook()
        let id = try #require(try create(&book)["id"]?.string)
        #expect(code(try create(&book)) == "217")
        #expect(code(try create(&book, bank: "013")) == "000")
        #expect(code(try create(&book, user: "u2")) == "000")
        _ = book.set(id, to: .expired)
        #expect(code(try create(&book)) == "000")
    }

    @Test func expirationIsADayByDefaultMinutesIfGivenAndMinusOneForLifetime() throws {
        var book = VirtualAccountBook()
        let expected: [(String, Int64)] = [
            ("", start.epochMilliseconds + 86_400_000), (#","expiration_time":30"#, start.epochMilliseconds + 1_800_000),
            (#","is_lifetime":true,"expiration_time":30"#, -1),
        ]
        for (index, (more, time)) in expected.enumerated() {
            #expect(try create(&book, user: "u\(index)", more)["expiration_time"] == .int(time))
        }
    }

    @Test func waitingThenDetectedThenExpired() throws {
        var book = VirtualAccountBook()
        let id = try #require(try create(&book, #","expiration_time":30"#)["id"]?.string)
        #expect(state(&book, id, at: start) == "WAITING_PAYMENT")
        _ = try book.pay(id, amount: 12_345, at: start)
        #expect(state(&book, id, at: start) == "PAYMENT_DETECTED")
        #expect(book.get(id, at: start)["amount_detected"] == 12_345)
        _ = try book.pay(id, amount: 5, at: start)
        #expect(book.get(id, at: start)["amount_detected"] == 12_350)
        let late = start + .seconds(1800)
        #expect(state(&book, id, at: late) == "EXPIRED")
        #expect(throws: VirtualAccountBook.Refusal.notActive(.expired)) { try book.pay(id, amount: 5, at: late) }
        #expect(code(book.update(id, .object([]), rules: rules, at: late)) == "214")
    }

    @Test func singleUseIsCompleteAfterOnePayment() throws {
        var book = VirtualAccountBook()
        let id = try #require(try create(&book, #","is_single_use":true"#)["id"]?.string)
        _ = try book.pay(id, amount: 12_345, at: start)
        #expect(state(&book, id, at: start) == "COMPLETE")
        #expect(throws: VirtualAccountBook.Refusal.notActive(.complete)) { try book.pay(id, amount: 5, at: start) }
        #expect(code(book.update(id, .object([]), rules: rules, at: start)) == "214")
    }

    @Test func aClosedOneTakesItsAmountOnly() throws {
        var book = VirtualAccountBook()
        let answer = try create(&book, #","is_open":false,"amount":20000"#)
        let number = try #require(answer["va_number"]?.string)
        #expect(throws: VirtualAccountBook.Refusal.wrongAmount(expected: 20_000)) { try book.pay(number, amount: 1, at: start) }
        #expect(try book.pay(number, amount: 20_000, at: start).amountDetected == 20_000)
        #expect(throws: VirtualAccountBook.Refusal.unknown) { try book.pay("nobody", amount: 1, at: start) }
        // OY! itself takes ids only; the number is for who pays.
        #expect(code(book.get(number, at: start)) == code(book.get("nobody", at: start)))
    }

    @Test func updates() throws {
        var book = VirtualAccountBook()
        let id = try #require(try create(&book, #","username_display":"first""#)["id"]?.string)
        func update(_ text: String) throws -> JSON {
            book.update(id, try JSONReader.read(text.utf8), rules: rules, at: start)
        }
        let answer = try update(#"{"is_open":false,"amount":50000,"is_single_use":true,"is_lifetime":true,"bank_code":"002"}"#)
        #expect(code(answer) == "000")
        #expect(answer["amount"]?.description == "50000")
        #expect(answer["is_open"] == false && answer["is_single_use"] == true && answer["expiration_time"] == -1)
        #expect(answer["username_display"] == "first" && answer["partner_user_id"] == "u1")
        #expect(book.get(id, at: start)["amount"]?.description == "50000.0000")
        #expect(code(try update(#"{"bank_code":"013"}"#)) == "990")
        #expect(code(try update(#"{"is_open":false}"#)) == "990")
        #expect(code(try update(#"{"amount":1}"#)) == "212")
    }

    @Test func unknownAndEmptyIDs() {
        var book = VirtualAccountBook()
        for (id, expected) in [("nobody", "204"), (" ", "216"), ("", "216")] {
            #expect(code(book.get(id, at: start)) == expected)
            #expect(code(book.update(id, .object([]), rules: rules, at: start)) == expected)
            #expect(code(book.history(id, Page(), rules: rules)) == expected)
        }
    }

    @Test(arguments: [(0, 10, 10, "u24"), (20, 10, 5, "u4"), (25, 10, 0, ""), (0, 0, 0, ""), (24, 1, 1, "u0"), (0, 1000, 25, "u24")])
    func listsAreNewestFirstInPages(offset: Int, limit: Int, count: Int, first: String) throws {
        var book = VirtualAccountBook()
        for index in 0..<25 { _ = try create(&book, user: "u\(index)") }
        let answer = book.list(Page(offset: offset, limit: limit), at: start)
        #expect(answer["total"] == 25)
        #expect(answer["data"]?.array?.count == count)
        if count > 0 { #expect(answer["data"]?.array?.first?["partner_user_id"]?.string == first) }
    }

    @Test func historyIsNewestFirstInPages() throws {
        var book = VirtualAccountBook()
        let id = try #require(try create(&book)["id"]?.string)
        for amount in 1...12 { _ = try book.pay(id, amount: amount, at: start) }
        let answer = book.history(id, Page(offset: 10, limit: 10), rules: rules)
        #expect(answer["number_of_transaction"] == 12)
        #expect(answer["data"]?.array?.map { $0["amount"]?.int } == [2, 1])
    }

    @Test func pagesOfAQuery() {
        #expect(Page([:]) == Page(offset: 0, limit: 10))
        #expect(Page(["offset": "", "limit": ""]) == Page(offset: 0, limit: 10))
        #expect(Page(["offset": "3", "limit": "7"]) == Page(offset: 3, limit: 7))
        #expect(Page(["limit": "999999"])?.limit == Limits.pageItems)
        for bad in [["offset": "-1"], ["limit": "x"], ["limit": "1.5"]] { #expect(Page(bad) == nil) }
    }
}
