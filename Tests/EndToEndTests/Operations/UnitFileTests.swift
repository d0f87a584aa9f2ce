import Foundation
import TestSupport
import Testing

/// systemd's tool that judges units without running them.
private let analyze = "/usr/bin/systemd-analyze"

extension Trait where Self == ConditionTrait {
    /// For tests that take that tool.
    fileprivate static var analyzed: Self {
        .enabled(if: FileManager.default.isExecutableFile(atPath: analyze), "systemd-analyze is not installed: the units are not checked")
    }
}

/// What `deploy/` has: the units, as far as systemd's own tool can judge them without running them, and the example.
@Suite(.serialized, .ownProcesses) struct UnitFileTests {
    private static let deploy = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("deploy")

    private static let names = ["oyd.service", "oyd.socket", "oyd-verify.service", "oyd-verify.timer"]

    private func text(_ name: String) throws -> String {
        try String(contentsOf: Self.deploy.appendingPathComponent(name), encoding: .utf8)
    }

    /// The units with the programs where they are in this build.
    private func units() throws -> TemporaryDirectory {
        let directory = try TemporaryDirectory()
        for name in Self.names {
            let text = try text(name).replacing("/usr/bin/oyd ", with: "\(Binary.oyd.path) ")
                .replacing("/usr/bin/oyctl ", with: "\(Binary.oyctl.path) ")
                .replacing("/usr/bin/sqlite3 ", with: "/usr/bin/true ")  // A host that only builds need not have it.
            try directory.write(name, text, mode: 0o644)
        }
        return directory
    }

    private func run(_ arguments: [String]) async throws -> (status: ExitStatus, text: String) {
        let child = try ChildProcess(analyze, arguments)
        let text = try await child.standardOutput.whole() + child.standardError.whole()
        return (try await child.exitStatus(), text)
    }

    @Test(.analyzed) func `they are units`() async throws {
        let directory = try units()
        let (status, text) = try await run(["verify"] + Self.names.map { directory[$0] })
        #expect(status == .exited(0), "\(text)")
        #expect(!text.contains("\(directory.path)"), "\(text)")
    }

    @Test(.analyzed, arguments: ["oyd.service", "oyd-verify.service"])
    func `a service's exposure is low`(name: String) async throws {
        let directory = try units()
        let (status, text) = try await run(["security", "--offline=true", "--threshold=20", directory[name]])
        #expect(status == .exited(0), "\(text)")
    }

    /// `oyd --check` looks at them, and before the first start nothing else has made them.
    @Test func `tmpfiles makes the folders of the service`() throws {
        let unit = try text("oyd.service")
        let tmpfiles = try text("tmpfiles.d-oyd.conf")
        #expect(unit.contains("\nStateDirectory=oyd\n"))
        #expect(tmpfiles.contains("\nd /var/lib/oyd 0700 oyd oyd -\n"))
        // The callbacks' socket, where docs/events.md puts it.
        let events = try text("../docs/events.md")
        let folder = try #require(events.firstMatch(of: /unix:\/run\/([^\/ ]+)\/callbacks\.sock/)?.1)
        #expect(unit.contains("\nRuntimeDirectory=\(folder)\n"))
        #expect(tmpfiles.contains("\nd /run/\(folder) 0755 oyd oyd -\n"))
    }

    @Test func `the alerts are those that the document names`() throws {
        let document = try text("../docs/metrics.md")
        let rules = try text("prometheus-rules.yml").split(separator: "\n").compactMap { $0.firstMatch(of: /expr: (.+)/)?.1 }
        #expect(rules.count == 6)
        for rule in rules where !rule.hasPrefix("up{") { #expect(document.contains("`\(rule)`"), "\(rule)") }
        // The first sample of a series is no increase, and a start may bring alarms before it is scraped.
        for rule in rules where rule.contains("increase(") {
            let counters = /increase\((.+)\[5m\]\) > 0 or \((.+) > 0 and on \(instance, job\) (.+)\)$/
            let found = try #require(rule.firstMatch(of: counters))
            #expect(found.1 == found.2 && found.3 == "(time() - process_start_time_seconds < 300)", "\(rule)")
        }
    }

    @Test func `the example is a configuration`() async throws {
        try await expectConfiguration(text("oyd.yaml"))
    }

    /// An editor's "uncomment" takes off the hash and the space behind it, and nothing else.
    @Test func `the example is a configuration with its callers uncommented, too`() async throws {
        let lines = try text("oyd.yaml").split(separator: "\n", omittingEmptySubsequences: false)
        var yaml = lines.map { $0.hasPrefix("  # ") ? "  \($0.dropFirst(4))" : String($0) }.joined(separator: "\n")
        #expect(!yaml.contains("# - "), "the entry of a caller is not where an entry stands: \(yaml)")
        // This host need not have the users.
        for (index, user) in ["payroll", "finance", "chief", "support"].enumerated() {
            yaml = yaml.replacing("user: \(user)", with: "uid: \(4_711 + index)")
        }
        try await expectConfiguration(yaml)
    }

    private func expectConfiguration(_ example: String) async throws {
        let directory = try TemporaryDirectory()
        try directory.write("username", "user")
        try directory.write("api-key", "key")
        let yaml = example.replacing("/run/oyd/", with: directory.path + "/").replacing("/var/lib/oyd/", with: directory.path + "/")
        let file = try directory.write("oyd.yaml", yaml)
        let run = try await ProgramRun.of(.oyd, ["--config", file, "--check"], environment: ["CREDENTIALS_DIRECTORY": directory.path])
        #expect(run.status == .exited(0), "\(run)")
    }
}
