/// What a bank statement shows of one day: up to three lines, the same ones every time one asks.
enum Mutations {
    private static let kinds: [(category: String, flow: Int, text: String)] = [
        ("food", -1, "TRN DEBIT DOM 008 KFC DRIVE THRU SAM"),
        ("food", -1, "TRN DEBIT DOM 022 PANCIOUS PANCAKE H"),
        ("transport", -1, "TRN DEBIT DOM 014 BLUEBIRD JAKARTA"),
        ("groceries", -1, "TRN DEBIT DOM 008 SUPERINDO KEMANG"),
        ("salary", 1, "TRSF E-BANKING CR PAYROLL"),
    ]

    static func on(_ day: CalendarDate, of account: PersonalFinance.Account) -> [JSON] {
        var draw = SplitMix64(seed: "\(account.id) \(day)")
        return (0..<Int(draw.next() % 4)).map { _ in
            let kind = kinds[Int(draw.next() % UInt64(kinds.count))]
            let second = Int64(draw.next() % 86_400)
            return .members([
                "id": .string(draw.uuid()),
                "category": .string(kind.category),
                "amount": .int((draw.next() % 500 + 1) * 1_000),
                "balance_flow": .int(kind.flow),
                "transaction_date": .int(day.midnight.epochMilliseconds + second * 1000),
                "description": .string("DB DEBIT DOMESTIK TANGGAL :\(day.dayAndMonth) \(kind.text)"),
                "status": .string(draw.next() % 10 == 0 ? "pending" : "complete"),
            ])
        }
    }
}
