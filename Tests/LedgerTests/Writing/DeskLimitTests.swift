import Contract
@testable import Gateway
import Glibc
import Synchronization
import TestSupport
import Testing

@testable import Ledger

/// The desk and the real ledger together: limits of a day hold however many ask at once, and outlive a restart.
@Suite(.timeLimit(.minutes(1))) struct DeskLimitTests {
    let directory = try! TemporaryDirectory()

    /// Real time; nothing here waits for it.
    private struct Clock: Timekeeper, TimerSource {
        var now: MonotonicInstant {
            var time = timespec()
            clock_gettime(CLOCK_MONOTONIC, &time)
            return MonotonicInstant(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
        }
        var wallNow: WallTime { .sample }
        func sleep(until instant: MonotonicInstant) async throws {
            try await Task.sleep(for: now.duration(to: instant))
        }
        func timer(at instant: MonotonicInstant, _ action: @escaping @Sendable () -> Void) -> any RunningTimer { Unfired() }
        private struct Unfired: RunningTimer {
            func cancel() {}
        }
    }

    /// OY! that answers with what it is sent, and counts what it is asked to pay.
    private final class AgreeableUpstream: Upstream {
        let sent = Mutex(0)

        let partner = PartnerMark(rawValue: 1)

        func attempt(_ request: HTTPCall, as partner: PartnerMark?, deadline: MonotonicInstant) async -> AttemptOutcome {
            // On a busy host a payout's state is asked for before the test ends.
            if request.target == "/api/remit" { sent.withLock { $0 += 1 } }
            return .answered(UpstreamAnswer(status: 200, body: request.body ?? []))
        }
    }

    /// A payout's body begins with the code that OY! answers it with.
    private struct Wire: PayoutWire {
        func remit(_ body: [UInt8], of partnerTrxID: String) -> HTTPCall { HTTPCall(verb: .post, target: "/api/remit", body: body) }
        func remitStatus(of partnerTrxID: String) -> HTTPCall { HTTPCall(verb: .post, target: "/api/remit-status", body: []) }
        func read(_ body: [UInt8]) -> OYWord? {
            let code = String(decoding: body.prefix(3), as: UTF8.self)
            // What it does not take on it does not name, or nobody would believe it.
            return OYWord(code: code, trxID: code == OYCode.processed.rawValue ? "OY" : nil)
        }
    }

    private struct OpenGate: UpstreamGate {
        func admit() -> AttemptPermit? { AttemptPermit { _ in } }
    }

    private struct Nobody: PayoutObserver {
        func ended(_ payout: Payout) {}
        func alarmed(_ alarm: PayoutAlarm, partnerTrxID: String) {}
        func ledgerFailed(_ error: LedgerError) {}
    }

    private static let limit = DayLimit(
        day: WallTime(milliseconds: 0)..<WallTime(milliseconds: .max), amountRupiah: 1_000, count: nil)

    private func withDesk<R: Sendable>(
        _ body: @Sendable @escaping (PayoutDesk, AgreeableUpstream) async throws -> R
    ) async throws -> R {
        let ledger = try SQLiteLedger(path: directory.ledger)
        let upstream = AgreeableUpstream()
        let desk = PayoutDesk(
            ledger: ledger, upstream: upstream, clock: Clock(), timers: Clock(), gate: OpenGate(), wire: Wire(),
            observer: Nobody(), settings: PayoutSettings())
        let result = try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await desk.run() }
            let result = try await body(desk, upstream)
            group.cancelAll()
            return result
        }
        await ledger.close()
        return result
    }

    private static func remit(_ desk: PayoutDesk, _ id: String, amount: Int64, code: String = "101") async -> PayoutState? {
        let intent = PayoutIntent(
            partnerTrxID: id, caller: "payroll", body: Array("\(code) \(id)".utf8), amountRupiah: amount, recipientBank: "014")
        return try? await desk.remit(
            intent, caller: nil, dayLimit: limit, deadline: Clock().now.advanced(by: .seconds(30))).state
    }

    @Test func ofTwoThatRaceForTheLastRupiahOneWins() async throws {
        let (states, sent) = try await withDesk { desk, upstream in
            #expect(await Self.remit(desk, "first", amount: 999) == .inProgress)
            let states = await withTaskGroup(of: PayoutState?.self) { group in
                for number in 0..<50 { group.addTask { await Self.remit(desk, "last-\(number)", amount: 1) } }
                return await group.reduce(into: []) { $0.append($1) }
            }
            return (states, upstream.sent.withLock { $0 })
        }
        #expect(states.count { $0 == .inProgress } == 1)
        #expect(states.count { $0 == nil } == 49)
        #expect(sent == 2)
        // The restart remembers, and answers for what it has.
        try await withDesk { desk, _ in
            #expect(await Self.remit(desk, "another", amount: 1) == nil)
            #expect(await Self.remit(desk, "first", amount: 999) == .inProgress)
        }
    }

    @Test func whatOYRejectsIsFreeAgain() async throws {
        try await withDesk { desk, _ in
            for number in 0..<5 {
                #expect(await Self.remit(desk, "rejected-\(number)", amount: 1_000, code: "209") == .rejected)
            }
            #expect(await Self.remit(desk, "paid", amount: 1_000) == .inProgress)
            #expect(await Self.remit(desk, "more", amount: 1) == nil)
        }
    }
}
