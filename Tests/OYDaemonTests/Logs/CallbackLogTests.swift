import Gateway
import Logging
import Testing

@testable import OYDaemon

/// What an operator reads of callbacks, and what is counted.
@Suite struct CallbackLogTests {
    private let log = CapturedLog()
    private let registry = MetricsRegistry()
    private let observers: CallbackObservers

    init() {
        observers = CallbackObservers(all: [
            CallbackLog(logger: log.logger(), failures: LogThrottle(clock: SystemTimekeeper())), CallbackMetrics(registry),
        ])
    }

    private func counted() -> [[String]: Double] {
        var counts: [[String]: Double] = [:]
        for sample in registry.families.first(where: { $0.metric == .callbacks })?.samples ?? [] {
            if case .number(let number) = sample.value { counts[sample.labels] = number }
        }
        return counts
    }

    @Test("What becomes of a callback is a line and a count", arguments: [
        (CallbackConclusion.told, "told", Logger.Level.info), (.repeated, "repeated", .info),
        (.contradicted, "contradicted", .critical), (.disputed, "disputed", .critical), (.unconfirmed, "unconfirmed", .critical),
    ])
    func conclusions(conclusion: CallbackConclusion, outcome: String, level: Logger.Level) {
        observers.received(.virtualAccount)
        observers.concluded(.virtualAccount, as: conclusion, id: 7, payout: "trx-1")
        #expect(log.lines.map(\.level) == [.info, level])
        #expect(log.lines.last?.metadata["partner_trx_id"] == "trx-1")
        #expect(counted().filter { $0.value > 0 } == [["va", "received"]: 1, ["va", outcome]: 1])
    }

    @Test("Payments that are found on the way don't read as the callback's own")
    func found() {
        observers.found(.virtualAccount, id: 7, events: 2)
        observers.notLookedUp(.disbursement, id: 8, cause: "timed_out")
        #expect(log.lines.map(\.metadata) == [
            ["kind": "va", "callback": "7", "events": "2"], ["kind": "disbursement", "callback": "8", "cause": "timed_out"],
        ])
        #expect(log.lines.allSatisfy { !$0.message.contains("told;") && !$0.message.contains("confirmed") })
        #expect(counted().filter { $0.value > 0 } == [["va", "found"]: 1, ["disbursement", "not_looked_up"]: 1])
    }

    @Test("A record that is no payment is shown to a person, with OY!'s name and its amount")
    func impossible() {
        observers.impossible(.virtualAccount, id: 7, payment: "p1", amountRupiah: -50_000)
        #expect(log.lines.map(\.level) == [.critical])
        #expect(log.lines.map(\.metadata) == [["kind": "va", "callback": "7", "transaction_id": "p1", "amount": "-50000"]])
        #expect(counted().filter { $0.value > 0 } == [["va", "impossible"]: 1])
    }

    @Test("All series are there before anything happens: the first alarm is an increase, too")
    func seriesFromTheStart() {
        #expect(counted().count == CallbackKind.allCases.count * 9)
        #expect(counted()[["va", "contradicted"]] == 0)
    }
}
