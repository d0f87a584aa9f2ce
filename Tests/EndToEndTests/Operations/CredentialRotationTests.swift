import Contract
import Foundation
import TestSupport
import Testing

@testable import Gateway

/// Changed credentials are picked up without a restart (docs/threat-model.md).
@Suite(.serialized, .ownProcesses) struct CredentialRotationTests {
    /// What OY! accepts; the daemon starts with something else.
    private static let new = OYCredentials()
    private static let old = OYCredentials(username: "olduser", apiKey: "old-key-8f1c2b7a9d3e4f50")

    /// A daemon with the old pair before an OY! that knows only the new one.
    private func withOldPair(
        files: @escaping @Sendable (TemporaryDirectory) throws -> (username: String, apiKey: String),
        play: (Stage) async throws -> Void
    ) async throws {
        let plan = Stage.Plan(credentials: Self.new) { configuration in
            (configuration.usernameFile, configuration.apiKeyFile) = try files(configuration.directory)
            configuration.more = "metrics: { listen: \"127.0.0.1:0\" }\n"
        }
        try await Stage.with(plan, play: play)
    }

    private func plain(_ directory: TemporaryDirectory) throws -> (username: String, apiKey: String) {
        (try directory.write("username", Self.old.username), try directory.write("api-key", Self.old.apiKey))
    }

    /// A secret as Kubernetes lays it out: `username` and `api-key` lead through `..data` to a folder of a version.
    private func linked(_ directory: TemporaryDirectory) throws -> (username: String, apiKey: String) {
        try write(Self.old, to: "..1", in: directory)
        try directory.link("..data", to: "..1")
        for name in ["username", "api-key"] {
            try FileManager.default.createSymbolicLink(atPath: directory["linked-\(name)"], withDestinationPath: "..data/\(name)")
        }
        return (directory["linked-username"], directory["linked-api-key"])
    }

    private func write(_ pair: OYCredentials, to folder: String, in directory: TemporaryDirectory) throws {
        try FileManager.default.createDirectory(atPath: directory[folder], withIntermediateDirectories: false)
        try directory.write("\(folder)/username", pair.username)
        try directory.write("\(folder)/api-key", pair.apiKey + "\n")
    }

    private func loadedAt(_ stage: Stage) async throws -> String {
        try await stage.gateway.call("GetInfo").string("credentials_loaded_at")
    }

    @Test func `files that are renamed into place`() async throws {
        try await withOldPair(files: plain) { stage in
            #expect(try await stage.gateway.refusal("GetBalance").reason == "UPSTREAM_CREDENTIALS_REJECTED")
            #expect(try await Scrape.of(stage.daemon)[#"oyd_alarm{alarm="credentials_rejected"}"#] == 1)
            let before = try await loadedAt(stage)

            try stage.directory.replace("username", with: Self.new.username)
            try stage.directory.replace("api-key", with: Self.new.apiKey)
            try await stage.daemon.process.standardError.line(containing: "New credentials are in force")

            try await stage.gateway.call("GetBalance")
            #expect(try await loadedAt(stage) > before)
            let scrape = try await Scrape.of(stage.daemon)
            #expect(scrape[#"oyd_alarm{alarm="credentials_rejected"}"#] == 0)
            for key in [Self.old.apiKey, Self.new.apiKey] {
                #expect(!scrape.text.contains(key))
                #expect(!stage.daemon.log.contains(key))
            }
            let entries = try LedgerEntries(path: stage.directory["ledger.db"]).ofKind("credentials")
            #expect(entries.map { $0["outcome"]?["code"] } == ["OK", "OK"])
            #expect(entries.last?["detail"]?.description.contains("replaced") == true)
            #expect(!"\(entries)".contains(Self.new.apiKey) && !"\(entries)".contains(Self.new.username))
        }
    }

    @Test func `a link that is turned`() async throws {
        try await withOldPair(files: linked) { stage in
            #expect(try await stage.gateway.refusal("GetBalance").reason == "UPSTREAM_CREDENTIALS_REJECTED")
            try write(Self.new, to: "..2", in: stage.directory)
            try stage.directory.link("..data", to: "..2")
            try await stage.daemon.process.standardError.line(containing: "New credentials are in force")
            try await stage.gateway.call("GetBalance")

            // And once more: what is watched is the way as it is now.
            let mark = stage.daemon.process.standardError.mark
            try write(Self.old, to: "..3", in: stage.directory)
            try stage.directory.link("..data", to: "..3")
            try await stage.daemon.process.standardError.line(containing: "New credentials are in force", after: mark)
            #expect(try await stage.gateway.refusal("GetBalance").reason == "UPSTREAM_CREDENTIALS_REJECTED")
        }
    }

    @Test(arguments: [("", 0o600), ("key with spaces", 0o600), ("key-c41d5e0f7b9a4c83a6d2", 0o644)] as [(String, mode_t)])
    func `a new file that can't be used keeps the old pair and raises the alarm, and a good one ends it`(
        content: String, mode: mode_t
    ) async throws {
        let plan = Stage.Plan(daemon: { $0.more = "metrics: { listen: \"127.0.0.1:0\" }\n" })
        try await Stage.with(plan) { stage in
            let before = try await loadedAt(stage)
            try stage.directory.replace("api-key", with: content, mode: mode)
            let line = try await stage.daemon.process.standardError.line(containing: "New credentials can't be used")
            #expect(line.contains(" ERROR ") && line.contains("api-key"))
            try await stage.gateway.call("GetBalance")
            #expect(try await loadedAt(stage) == before)
            #expect(try await Scrape.of(stage.daemon)[#"oyd_alarm{alarm="credentials_unusable"}"#] == 1)
            let entry = try LedgerEntries(path: stage.directory["ledger.db"]).ofKind("credentials").last
            #expect(entry?["outcome"]?["code"] == "REFUSED")

            try stage.directory.replace("api-key", with: OYCredentials().apiKey)
            try await stage.daemon.process.standardError.line(containing: "can be used again")
            #expect(try await Scrape.of(stage.daemon)[#"oyd_alarm{alarm="credentials_unusable"}"#] == 0)
            try await stage.gateway.call("GetBalance")
        }
    }

    @Test func `SIGHUP reads them at once`() async throws {
        try await withOldPair(files: plain) { stage in
            try stage.directory.replace("username", with: Self.new.username)
            try stage.directory.replace("api-key", with: Self.new.apiKey)
            try await stage.daemon.reload()
            try await stage.daemon.process.standardError.line(containing: "New credentials are in force")
            try await stage.gateway.call("GetBalance")
        }
    }

    @Test func `every request has the old pair or the new one, also while they are exchanged`() async throws {
        try await withOldPair(files: linked) { stage in
            try await stage.control.forgetRequests()
            try write(Self.new, to: "..2", in: stage.directory)
            let isOver = Observed(false)
            let calls = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<4 {
                    group.addTask {
                        var calls = 0
                        var isLast = false
                        while !isLast {
                            isLast = isOver.value
                            _ = try? await stage.gateway.call("GetBalance")
                            calls += 1
                        }
                        return calls
                    }
                }
                group.addTask {
                    _ = try await stage.control.requests(count: 20)
                    try stage.directory.link("..data", to: "..2")
                    try await stage.daemon.process.standardError.line(containing: "New credentials are in force")
                    isOver.update { $0 = true }
                    return 0
                }
                return try await group.reduce(0, +)
            }
            let requests = try await stage.control.requests(count: min(calls, 1_000))
            var isNew: Set<Bool> = []
            for request in requests {
                let username = try #require(request.values(of: "X-OY-Username").first)
                #expect([Self.old.username, Self.new.username].contains(username))
                #expect(request.key_ok == (username == Self.new.username), "a request with half of each pair")
                isNew.insert(request.key_ok)
            }
            #expect(isNew.contains(false))
            try await stage.control.forgetRequests()
            try await stage.gateway.call("GetBalance")
            #expect(try await stage.control.requests(count: 1).allSatisfy(\.key_ok))
        }
    }

    /// Rule 3: another user name is another partner of OY!'s, who knows nothing of the payout and would be told so.
    @Test func `a payout is left alone while another user name is in force`() async throws {
        let plan = Stage.Plan {
            $0.more = """
                limits: { default_deadline: 3s }
                metrics: { listen: "127.0.0.1:0" }
                payouts: { settle: 1s, send_for: 10m }

                """
        }
        try await Stage.with(plan) { stage in
            let log = stage.daemon.process.standardError
            try await stage.control.fault(["kind": "close_after_processing", "path": "/api/remit"])
            try await stage.control.fault(["kind": "status", "path": "/api/remit-status", "forever": true])
            let sent = try await stage.gateway.call("Remit", .payout("moved", amount: 500))
            #expect(sent.integer("state") == PayoutState.unknown.number)

            try stage.directory.replace("username", with: "somebody-else")
            try await log.line(containing: "New credentials are in force")
            try await stage.control.forgetRequests()
            try await stage.control.removeFaults()
            #expect(try await log.line(containing: "was sent with another user name").contains("moved"))
            let status: JSONValue = ["partner_trx_id": "moved"]
            #expect(try await stage.gateway.call("GetRemitStatus", status).integer("state") == PayoutState.unknown.number)
            #expect(try await Scrape.of(stage.daemon)[#"oyd_payout_alarms_total{alarm="sent_as_another_partner"}"#] ?? 0 > 0)

            let mark = log.mark
            try stage.directory.replace("username", with: OYCredentials().username)
            try await log.line(containing: "New credentials are in force", after: mark)
            #expect(try await stage.gateway.call("GetRemitStatus", status).integer("state") == PayoutState.completed.number)
            let requests = try await stage.control.requests()
            #expect(requests.allSatisfy { $0.target == "/api/remit-status" && $0.key_ok })
            #expect(requests.allSatisfy { $0.values(of: "X-OY-Username") == [OYCredentials().username] })
        }
    }
}
