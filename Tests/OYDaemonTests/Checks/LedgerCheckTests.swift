import Gateway
import Ledger
import Testing

@testable import OYDaemon

/// What `--check` says of a ledger.
@Suite struct LedgerCheckTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func problem(_ path: String) -> String? {
        do throws(Findings) {
            _ = try LedgerCheck.finding(at: path)
            return nil
        } catch {
            return error.description
        }
    }

    @Test func oneThatIsNotThereWillBeMade() throws {
        let path = folder["ledger.db"]
        #expect(try LedgerCheck.finding(at: path) == "ledger: will be made at \(path)")
    }

    @Test func oneThatCannotBeMade() {
        #expect(problem(folder["none/ledger.db"])?.hasPrefix("ledger.path: no ledger can be made in \(folder["none"]): ") == true)
    }

    @Test("One that holds, also while a daemon has it open")
    func holds() async throws {
        let path = folder["ledger.db"]
        let ledger = try SQLiteLedger(path: path)
        try await ledger.commit(LedgerChange(entries: [AuditEntry(time: WallTime(milliseconds: 0), kind: .start)]))
        #expect(try LedgerCheck.finding(at: path) == "ledger: 1 entries, and the chain holds")
        await ledger.close()
    }

    @Test func whatIsNoLedger() throws {
        let path = try folder.write("ledger.db", "this is not a database")
        #expect(problem(path)?.hasPrefix("ledger.path: ") == true)
    }
}
