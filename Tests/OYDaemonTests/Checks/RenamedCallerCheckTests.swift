import Gateway
import Ledger
import Testing

@testable import OYDaemon

/// Callers of the ledger that seem to have got another name in the configuration.
@Suite struct RenamedCallerCheckTests {
    private static let past = [PastCaller(name: "payroll", uid: 1_001), PastCaller(name: "refunds", uid: 1_002)]

    private func warnings(_ callers: KeyValuePairs<String, UInt32>, past: [PastCaller] = past) -> [String] {
        RenamedCallerCheck.warnings(callers.map { Caller(name: $0.key, uid: $0.value, methods: []) }, past)
    }

    @Test func `a caller with another name and the same uid is warned of, with both names`() throws {
        let found = warnings(["wages": 1_001, "refunds": 1_002])
        try #require(found.count == 1)
        #expect(found[0].hasPrefix("caller wages: has no payouts in the ledger, but payroll has some, was served with the same uid 1001"))
        #expect(found[0].contains("keep the name payroll"))
        #expect(found[0].contains("If wages is a new service in its place, nothing needs to be done"))
    }

    @Test func `several new names are all named`() {
        #expect(warnings(["wages": 1_001, "bonus": 1_001]).first?.hasPrefix("caller wages or bonus: ") == true)
        #expect(warnings(["wages": 1_001, "returns": 1_002]).count == 2)
    }

    @Test func `who keeps the name, is gone, has another uid, or has paid under the new name is not`() {
        #expect(warnings(["payroll": 1_001, "refunds": 1_002]).isEmpty)
        // Its account may have been changed: the name is what counts.
        #expect(warnings(["payroll": 2_001, "refunds": 1_002]).isEmpty)
        #expect(warnings(["payroll": 2_001, "wages": 1_001, "refunds": 1_002]).isEmpty)
        #expect(warnings(["other": 1_003]).isEmpty)
        #expect(warnings(["wages": 1_001], past: Self.past + [PastCaller(name: "wages", uid: 1_001)]).isEmpty)
        #expect(warnings(["wages": 1_001, "refunds": 1_001]).isEmpty)
    }

    @Test func `an older ledger, which does not say who asked, tells nothing`() {
        #expect(warnings(["wages": 1_001], past: [PastCaller(name: "payroll", uid: nil)]).isEmpty)
        #expect(warnings(["wages": 1_001], past: []).isEmpty)
    }
}
