import Testing

@testable import Gateway

@Suite struct ListSlotsTests {
    /// A list that ends when the test says so.
    private final class HeldList: Sendable {
        private let (ended, ending) = AsyncStream.makeStream(of: Void.self)
        private let (begun, beginning) = AsyncStream.makeStream(of: Void.self)

        func run() async {
            beginning.finish()
            for await _ in ended {}
        }

        func isBegun() async {
            for await _ in begun {}
        }

        func end() {
            ending.finish()
        }
    }

    @Test("A caller has a part of the places, and another one's are left to it; one that has ended gives its place back")
    func share() async throws {
        let places = ListSlots()
        let lists = (0..<PayoutLimits.listsOfCaller).map { _ in HeldList() }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for list in lists {
                group.addTask { try await places.withPlace(of: "greedy") { () async throws(RPCError) in await list.run() } }
                await list.isBegun()
            }
            let error = await #expect(throws: RPCError.self) { try await Self.list(places, "greedy") }
            #expect(error == .tooManyLists)
            #expect(error?.code == .resourceExhausted)
            try await Self.list(places, "patient")
            lists[0].end()
            try await group.next()
            try await Self.list(places, "greedy")
            lists.forEach { $0.end() }
            try await group.waitForAll()
        }
    }

    @Test("A list that fails gives its place back, too")
    func failing() async throws {
        let places = ListSlots()
        for _ in 0...PayoutLimits.lists {
            await #expect(throws: RPCError.ledgerUnavailable) {
                try await places.withPlace(of: "payroll") { () async throws(RPCError) in throw .ledgerUnavailable }
            }
        }
    }

    private static func list(_ places: ListSlots, _ caller: String) async throws {
        try await places.withPlace(of: caller) { () async throws(RPCError) in }
    }
}
