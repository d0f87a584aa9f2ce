import Gateway
import Glibc
import TestSupport
import Testing

@testable import Ledger

/// The process is killed amid a storm of commits; then the ledger must hold all that was answered, whole.
@Suite struct CrashTests {
    /// Names of payouts whose commit returned are appended to this file, each with one `write`, which survives the
    /// process as the ledger does.
    private static func acknowledgements(_ directory: String) -> String {
        directory + "/acknowledged"
    }

    /// Runs in the child: 16 writers until `count` commits returned, then the end, without any warning.
    static func storm(in directory: String, round: Int, dyingAfter count: Int) async {
        let file = open(acknowledgements(directory), O_WRONLY | O_CREAT | O_APPEND, 0o600)
        guard file >= 0, let ledger = try? SQLiteLedger(path: directory + "/ledger.db") else { return }
        await withTaskGroup(of: Void.self) { group in
            for writer in 0..<16 {
                group.addTask {
                    for number in 0..<10_000 {
                        let payout = Payout.sample("R\(round)-W\(writer)-\(number)")
                        guard (try? await ledger.commit(.insert(payout))) != nil else { return }
                        guard (try? await ledger.commit(.update(payout.moved(to: .completed), from: .recorded))) != nil else { return }
                        let line = Array("\(payout.partnerTrxID)\n".utf8)
                        guard write(file, line, line.count) == line.count else { return }
                        if writer == 0 && number == count { kill(getpid(), SIGKILL) }
                    }
                }
            }
        }
    }

    @Test func nothingThatWasAnsweredIsLost() async throws {
        let directory = try TemporaryDirectory()
        let seed = getenv("OY_SEED").flatMap { UInt64(String(cString: $0)) } ?? UInt64.random(in: 0 ... .max)
        print("OY_SEED=\(seed)")
        var random = SeededRandom(seed: seed)
        for round in 0..<8 {
            let path = directory.path
            let count = Int(random.next() % 60)
            await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String, round = round as Int, count = count as Int] in
                await CrashTests.storm(in: path, round: round, dyingAfter: count)
            }
            let ledger = try SQLiteLedger(path: directory.ledger)
            let head = ledger.statistics.head
            let onlooker = try Onlooker(directory.ledger)
            for name in try acknowledged(path) {
                #expect(try await ledger.payout(named: name)?.state == .completed)
            }
            // Each version of each payout has its entry, and each entry its version: never one without the other.
            #expect(try onlooker.number("SELECT sum(version) FROM payouts") == Int(head.sequence))
            await ledger.close()
            #expect(try LedgerVerification.verify(path: directory.ledger) == .holds(head))
        }
    }

    private func acknowledged(_ directory: String) throws -> [String] {
        let file = try #require(fopen(Self.acknowledgements(directory), "r"))
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 4 << 20)
        let count = fread(&bytes, 1, bytes.count, file)
        let names = String(decoding: bytes[..<count], as: UTF8.self).split(separator: "\n").map(String.init)
        #expect(!names.isEmpty)
        return names
    }
}
