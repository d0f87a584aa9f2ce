import Dispatch
import Glibc
import Synchronization
import Testing

@testable import Ledger

@Suite struct LedgerThreadTests {
    private func niceness(of precedence: LedgerThread.Precedence) async throws -> Int32 {
        try await withCheckedThrowingContinuation { continuation in
            do throws(LedgerOpeningError) {
                try LedgerThread.start(precedence) { continuation.resume(returning: LedgerThread.niceness()) }
            } catch {
                continuation.resume(throwing: error)
            }
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
        let made = try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Int32, any Error>) in
            do throws(LedgerOpeningError) {
                try LedgerThread.start(.first) {
                    do throws(LedgerOpeningError) {
                        try LedgerThread.start { continuation.resume(returning: LedgerThread.niceness()) }
                    } catch {
                        continuation.resume(throwing: error)
                    }
                }
            } catch {
                continuation.resume(throwing: error)
            }
        }
        #expect(made == ordinary)
    }
}
