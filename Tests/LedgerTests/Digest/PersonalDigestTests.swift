import Gateway
import TestSupport
import Testing

@testable import Ledger

@Suite struct PersonalDigestTests {
    let directory = try! TemporaryDirectory()

    /// RFC 4231, test cases 1 (by the first bytes) and 2.
    @Test(arguments: [
        (Array(repeating: UInt8(0x0B), count: 20), "Hi There", "b0344c61d8db3853"),
        (Array("Jefe".utf8), "what do ya want for nothing?", "5bdcc146bf60754e"),
    ])
    func isAnHMACOfTheValue(key: [UInt8], value: String, mark: String) {
        let digest = key.withUnsafeBytes { PersonalDigest(key: $0) }
        #expect(digest(value) == mark)
    }

    @Test func staysTheSameInOneLedgerAndDiffersInAnother() async throws {
        let ledger = try SQLiteLedger(path: directory.ledger)
        let mark = ledger.digest("1234567890")
        #expect(mark.utf8.count == 16)
        #expect(ledger.digest("1234567891") != mark)
        #expect(ledger.digest("") != mark)
        await ledger.close()
        let reopened = try SQLiteLedger(path: directory.ledger)
        #expect(reopened.digest("1234567890") == mark)
        await reopened.close()

        let elsewhere = try TemporaryDirectory()
        let other = try SQLiteLedger(path: elsewhere.ledger)
        #expect(other.digest("1234567890") != mark)
        await other.close()
    }

    /// The key is never given out with the trail.
    @Test func theKeyIsNotExported() async throws {
        let ledger = try SQLiteLedger(path: directory.ledger)
        try await ledger.commit(.entry(ledger.digest("1234567890")))
        await ledger.close()
        let key = try Onlooker(directory.ledger).texts("SELECT lower(hex(value)) FROM meta WHERE name = 'digest_key'")
        #expect(key.first?.utf8.count == 64)
        var exported: [UInt8] = []
        try LedgerExport.export(path: directory.ledger) { exported += $0 }
        #expect(!String(decoding: exported, as: UTF8.self).contains(key[0]))
    }
}
