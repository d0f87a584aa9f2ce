import Foundation
import Gateway
import Testing

@testable import Ledger

/// docs/audit.md promises that anyone can verify the chain with a few lines of their own: these very lines are run.
@Suite struct AuditDocumentTests {
    let directory = try! TemporaryDirectory()

    private func document() throws -> String {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return try String(contentsOf: root.appending(path: "docs/audit.md"), encoding: .utf8)
    }

    private func snippet() throws -> String {
        let parts = try document().components(separatedBy: "```python\n")
        try #require(parts.count == 2, "the document has one Python snippet")
        return try #require(parts[1].components(separatedBy: "```").first)
    }

    private func run(_ script: String) throws -> (status: Int32, output: String) {
        let file = directory.path + "/verify.py"
        try script.write(toFile: file, atomically: false, encoding: .utf8)
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", file, directory.ledger]
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines))
    }

    @Test func theLinesInTheDocumentVerifyALedger() async throws {
        let script = try snippet()
        #expect(script.split(separator: "\n").count <= 10)
        let ledger = try SQLiteLedger(path: directory.ledger)
        for number in 1...25 {
            var change = LedgerChange.insert(.sample("A-\(number)"))
            change.entries.append(.sample("h\u{E9} \u{1F600} \"\\ \(number)"))
            try await ledger.commit(change)
        }
        let head = ledger.statistics.head
        // While the ledger is open, and once it is closed.
        #expect(try run(script) == (0, "50 \(head.hash)"))
        await ledger.close()
        #expect(try run(script) == (0, "50 \(head.hash)"))

        try Onlooker(directory.ledger).tamper("UPDATE audit SET entry = '{}' WHERE seq = 33")
        #expect(try run(script) == (1, "entry 33 does not hold"))
    }

    /// Every kind and every member that an entry can have is explained.
    @Test func theDocumentExplainsEveryKindAndMember() throws {
        let document = try document()
        for kind in AuditEntry.Kind.allCases { #expect(document.contains("`\(kind.rawValue)`"), "\(kind)") }
        let entry = try #require(
            JSONSerialization.jsonObject(with: Data(EntryTests.full.json())) as? [String: Any])
        for member in entry.keys { #expect(document.contains("`\(member)`"), "\(member)") }
        for member in (entry["caller"] as? [String: Any] ?? [:]).keys { #expect(document.contains("`\(member)`")) }
    }
}
