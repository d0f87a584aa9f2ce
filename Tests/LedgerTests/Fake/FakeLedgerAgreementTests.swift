import Gateway
import TestSupport
import Testing

@testable import Ledger

/// The fake that the gateway's tests are made with answers and refuses what the ledger does. Each scenario is played to both.
@Suite struct FakeLedgerAgreementTests {
    let directory = try! TemporaryDirectory()

    @Test(arguments: LedgerScenario.payouts)
    func `payouts are written alike`(scenario: LedgerScenario) async throws {
        try await compare(scenario)
    }

    @Test(arguments: LedgerScenario.reading)
    func `payouts are read alike`(scenario: LedgerScenario) async throws {
        try await compare(scenario)
    }

    @Test(arguments: LedgerScenario.events)
    func `events and consumers are kept alike`(scenario: LedgerScenario) async throws {
        try await compare(scenario)
    }

    @Test(arguments: LedgerScenario.callbacks)
    func `callbacks and accounts are kept alike`(scenario: LedgerScenario) async throws {
        try await compare(scenario)
    }

    @Test(arguments: LedgerScenario.retention)
    func `what is old is deleted alike`(scenario: LedgerScenario) async throws {
        try await compare(scenario)
    }

    @Test func `anything at all is done alike`() async throws {
        let random = SeededRandom(for: "FakeLedgerAgreement")
        try await compare(.anything(random))
    }

    @Test func `the bounds are the same`() {
        let ordinary = LedgerScenario("ordinary") { _ in }
        #expect(ordinary.pageSize == LedgerLimits().pageSize)
        #expect(ordinary.eventSpan == LedgerLimits().eventSpan)
    }

    private func compare(_ scenario: LedgerScenario) async throws {
        var limits = LedgerLimits()
        limits.pageSize = scenario.pageSize
        limits.eventSpan = scenario.eventSpan
        let real = try SQLiteLedger(path: directory.ledger, limits: limits)
        let realSays = try await play(scenario, to: LedgerInterview(real) { await real.close() })
        await real.close()

        let fake = FakeLedger(pageSize: scenario.pageSize, eventSpan: scenario.eventSpan)
        let fakeSays = try await play(scenario, to: LedgerInterview(fake) { fake.isBroken = true })

        for (number, (fakeWord, realWord)) in zip(fakeSays, realSays).enumerated() where fakeWord != realWord {
            Issue.record("step \(number)\n  the ledger says \(realWord)\n  the fake says   \(fakeWord)")
        }
        #expect(fakeSays.count == realSays.count)
        let trail = try Onlooker(directory.ledger).texts("SELECT entry FROM audit ORDER BY seq")
        #expect(fake.state.value.entries.map { String(decoding: $0.json(), as: UTF8.self) } == trail)
    }

    private func play(_ scenario: LedgerScenario, to interview: LedgerInterview) async throws -> [String] {
        try await scenario.steps(interview)
        await interview.readAll()
        return interview.heard
    }
}
