import Glibc
import Testing

@testable import Ledger

@Suite struct LedgerThreadTests {
    /// Niceness of the last of these threads, each of which the one before it makes.
    private func niceness(of precedences: LedgerThread.Precedence...) async throws -> Int32 {
        try await withCheckedThrowingContinuation { Self.start(precedences[...], $0) }
    }

    private static func start(
        _ precedences: ArraySlice<LedgerThread.Precedence>, _ last: CheckedContinuation<Int32, any Error>
    ) {
        guard let precedence = precedences.first else { return last.resume(returning: LedgerThread.niceness()) }
        do {
            try LedgerThread.start(precedence) { start(precedences.dropFirst(), last) }
        } catch {
            last.resume(throwing: error)
        }
    }

    /// Where the kernel allows it, the writer goes first, and nobody else with it: a thread that it makes is as all others.
    @Test func theWriterGoesFirstWhereItMay() async throws {
        let ordinary = try await niceness(of: .ordinary)
        let first = try await niceness(of: .first)
        var limit = rlimit()
        // RLIMIT_NICE, which the module of Glibc leaves out.
        getrlimit(__rlimit_resource_t(13), &limit)
        let isAllowed = geteuid() == 0 || 20 - Int64(limit.rlim_cur) <= Int64(ordinary) - 10
        #expect(first == (isAllowed ? max(-20, ordinary - 10) : ordinary))
        #expect(try await niceness(of: .first, .ordinary) == ordinary)
    }
}
