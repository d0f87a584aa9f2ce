import Foundation
import Gateway
@testable import OYDaemon
import Testing
import Upstream

/// What the documents show is read as it stands there.
@Suite struct DocumentedConfigurationTests {
    /// Every user and group that a document names.
    private struct AnyAccounts: AccountDatabase {
        func uid(ofUser name: String) -> UInt32? { 10_000 + UInt32(name.utf8.reduce(0) { $0 &* 31 &+ UInt16($1) }) }
        func gid(ofGroup name: String) -> UInt32? { uid(ofUser: name) }
    }

    private static let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    private func document(_ name: String) throws -> String {
        try String(contentsOf: Self.repository.appending(path: name), encoding: .utf8)
    }

    /// A document's only block of a whole configuration: the one that says where OY! is.
    private func block(of name: String) throws -> String {
        let blocks = try document(name).components(separatedBy: "```yaml\n").dropFirst()
            .map { $0.components(separatedBy: "```")[0] }
            .filter { $0.contains("\nupstream:") }
        #expect(blocks.count == 1)
        return try #require(blocks.first)
    }

    private func read(_ yaml: String, from name: String) throws -> Configuration {
        try Configuration(yaml: yaml, file: name, accounts: AnyAccounts(), credentialsDirectory: "/run/credentials/oyd.service")
    }

    @Test(arguments: ["README.md", "docs/configuration.md"])
    func `the configuration that a document shows is read`(name: String) throws {
        let callers = try read(block(of: name), from: name).callers.map(\.name)
        #expect(callers.starts(with: ["payroll", "finance"]))
    }

    @Test func `what docs/configuration.md calls defaults are the defaults`() throws {
        let documented = try read(block(of: "docs/configuration.md"), from: "docs/configuration.md")
        let usual = try read(ConfigurationTests.smallest, from: "oyd.yaml")
        #expect(documented.socket.mode == usual.socket.mode)
        #expect(documented.upstream.usernameHeader == usual.upstream.usernameHeader)
        #expect(documented.upstream.apiKeyHeader == usual.upstream.apiKeyHeader)
        #expect(documented.upstream.attemptTimeout == usual.upstream.attemptTimeout)
        #expect(documented.payouts == usual.payouts)
        #expect(documented.calendar == usual.calendar)
        #expect(documented.defaultDeadline == usual.defaultDeadline)
        #expect(documented.events == usual.events)
        #expect(documented.log == usual.log)
    }

    @Test func `the example is read as it is shipped, and with the entries that it offers`() throws {
        let shipped = try document("deploy/oyd.yaml")
        #expect(try read(shipped, from: "oyd.yaml").callers.map(\.name) == ["root"])
        let offered = shipped.replacing("\n  # ", with: "\n  ")
        #expect(try read(offered, from: "oyd.yaml").callers.map(\.name) == ["root", "payroll", "finance", "chief", "support"])
    }
}
