import Gateway
import Testing

/// The inquest notices every contradiction, each in a world in which nothing else is wrong.
@Suite struct InquestTests {
    /// What OY! has, what the ledger has, what callers were told in turn, and the word in what is found; nil: all is well.
    struct World: CustomTestStringConvertible, Sendable {
        let testDescription: String
        var books: Books.Entry?
        var row: LedgerOnDisk.Row?
        var told: [Testimony.Word] = []
        var finds: String?
    }

    private static let paid = Books.Entry(received: 1, accepted: 1, executed: 1)
    private static let accepted = Books.Entry(received: 1, accepted: 1)
    private static let refused = Books.Entry(received: 1)

    static let worlds: [World] = [
        World(
            testDescription: "paid", books: paid, row: .init(state: .completed, attempts: 1),
            told: [.absent, .state(.unknown), .state(.completed)]),
        World(testDescription: "paid, not known yet", books: paid, row: .init(state: .unknown, attempts: 1), told: [.state(.unknown)]),
        World(testDescription: "failed", books: accepted, row: .init(state: .failed, attempts: 1), told: [.state(.inProgress), .state(.failed)]),
        World(testDescription: "refused", books: refused, row: .init(state: .rejected, attempts: 1, refused: 1), told: [.state(.rejected)]),
        World(testDescription: "never sent", row: .init(state: .cancelled), told: [.state(.recorded), .state(.cancelled)]),
        World(testDescription: "never recorded", told: [.absent]),

        World(
            testDescription: "paid twice", books: .init(received: 2, accepted: 2, executed: 2),
            row: .init(state: .completed, attempts: 2), finds: "was paid 2 times"),
        World(
            testDescription: "accepted twice", books: .init(received: 2, accepted: 2), row: .init(state: .unknown, attempts: 2),
            finds: "was accepted 2 times"),
        World(testDescription: "sent before it was recorded", books: accepted, finds: "not in the ledger"),
        World(
            testDescription: "sent before it was counted", books: .init(received: 2, accepted: 1),
            row: .init(state: .unknown, attempts: 1), finds: "received it 2 times"),
        World(
            testDescription: "counted as unsent", books: accepted, row: .init(state: .unknown, attempts: 1, unsent: 1),
            finds: "received it 1 times"),
        World(testDescription: "completed, not paid", books: accepted, row: .init(state: .completed, attempts: 1), finds: "is COMPLETED"),
        World(testDescription: "failed, paid", books: paid, row: .init(state: .failed, attempts: 1), finds: "is FAILED"),
        World(testDescription: "rejected, accepted", books: accepted, row: .init(state: .rejected, attempts: 1), finds: "is REJECTED"),
        World(testDescription: "cancelled, accepted", books: accepted, row: .init(state: .cancelled, attempts: 1), finds: "is CANCELLED"),
        World(testDescription: "recorded, accepted", books: accepted, row: .init(state: .recorded, attempts: 1), finds: "is RECORDED"),
        World(testDescription: "in progress, refused", books: refused, row: .init(state: .inProgress, attempts: 1), finds: "is IN_PROGRESS"),
        World(testDescription: "told, and lost", told: [.state(.recorded)], finds: "not in the ledger"),
        World(
            testDescription: "told a success that is none", books: accepted, row: .init(state: .unknown, attempts: 1),
            told: [.state(.completed)], finds: "told COMPLETED"),
        World(
            testDescription: "told in progress, rejected", books: refused, row: .init(state: .rejected, attempts: 1),
            told: [.state(.inProgress)], finds: "told IN_PROGRESS"),
        World(
            testDescription: "told, and then nothing", books: paid, row: .init(state: .completed, attempts: 1),
            told: [.state(.unknown), .absent], finds: "a later one that there is none"),
        World(
            testDescription: "told less than before", books: paid, row: .init(state: .completed, attempts: 1),
            told: [.state(.completed), .state(.unknown)], finds: "a later one UNKNOWN"),
        World(
            testDescription: "told nonsense", books: paid, row: .init(state: .completed, attempts: 1),
            told: [.impossible("nonsense")], finds: "nonsense"),
    ]

    @Test(arguments: worlds)
    func `each contradiction is found, and nothing else`(_ world: World) {
        let found = inquest(world).contradictions()
        if let word = world.finds {
            #expect(!found.isEmpty)
            #expect(found.allSatisfy { $0.hasPrefix("id: ") })
            #expect(found.contains { $0.contains(word) }, "\(found)")
        } else {
            #expect(found.isEmpty)
        }
    }

    @Test func `what overlaps in time may be heard in any order`() {
        let now = ContinuousClock.now
        var inquest = inquest(World(testDescription: "", books: Self.paid, row: .init(state: .completed, attempts: 1)))
        inquest.told = [
            "id": [
                Testimony(word: .state(.completed), asked: now, heard: now + .seconds(1)),
                Testimony(word: .state(.unknown), asked: now, heard: now + .seconds(2)),
            ]
        ]
        #expect(inquest.contradictions().isEmpty)
    }

    @Test func `only what OY! refuses every time may stay unknown`() {
        let refused = Order(id: "id", account: Order.refusedAccount, amountRupiah: 1)
        let other = Order(id: "id", account: "1", amountRupiah: 1)
        func unfinished(_ state: PayoutState, _ order: Order, _ entry: Books.Entry = Self.refused, refused: Int = 0) -> Bool {
            let row = LedgerOnDisk.Row(state: state, attempts: 1, refused: refused)
            let world = World(testDescription: "", books: entry, row: row)
            return !inquest(world).unfinished(["id": order]).isEmpty
        }
        #expect(!unfinished(.unknown, refused))
        #expect(!unfinished(.completed, other, Self.paid))
        #expect(unfinished(.unknown, other))
        #expect(unfinished(.unknown, refused, refused: 1))
        #expect(unfinished(.unknown, refused, Self.accepted))
        #expect(unfinished(.recorded, refused))
        #expect(unfinished(.inProgress, refused))
    }

    private func inquest(_ world: World) -> Inquest {
        let now = ContinuousClock.now
        let told = world.told.enumerated().map { index, word in
            Testimony(word: word, asked: now + .seconds(2 * index), heard: now + .seconds(2 * index + 1))
        }
        return Inquest(
            ledger: world.row.map { ["id": $0] } ?? [:], books: Books(world.books.map { ["id": $0] } ?? [:]),
            told: ["id": told])
    }
}
