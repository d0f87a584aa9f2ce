import GRDB
import Glibc
import TestSupport
import Testing
import TTRPC

/// How often and how much at once: each row of the policy against the real daemon.
@Suite(.ownProcesses) struct TrafficTests {
    /// A daemon in front of nobody, whose only caller is this process.
    private func withDaemon(
        _ keys: String..., uid: UInt32 = getuid(), _ play: (DaemonProcess, TemporaryDirectory) async throws -> Void
    ) async throws {
        let directory = try TemporaryDirectory()
        var configuration = try OYDConfiguration(in: directory)
        configuration.callers = [.init(name: "tester", uid: uid, methods: ["*"], more: keys)]
        let daemon = try await DaemonProcess(configuration)
        try await daemon.process.whileRunning { try await play(daemon, directory) }
    }

    @Test func `rate: the third call in a minute that allows two hears when to come again`() async throws {
        try await withDaemon("rate: 2/m") { daemon, _ in
            let gateway = try await daemon.connect()
            for _ in 0..<2 { try await gateway.call("WhoAmI") }
            let error = try await gateway.refusal("WhoAmI")
            #expect(error.code == .resourceExhausted)
            #expect(error.reason == "RATE_LIMIT_REACHED")
            let delay = try #require(error.retryDelay)
            #expect(delay > .zero && delay <= .seconds(30))
            // Another connection is the same caller.
            #expect(try await daemon.connect().refusal("WhoAmI").reason == "RATE_LIMIT_REACHED")
        }
    }

    @Test func `max_in_flight counts over all connections`() async throws {
        try await withDaemon("max_in_flight: 1") { daemon, _ in
            let first = try await daemon.connect()
            let second = try await daemon.connect()
            try await withThrowingTaskGroup(of: Void.self) { group in
                // OY! is not there: a read tries for a while. It may itself come second and be refused, so it comes again.
                group.addTask {
                    while !Task.isCancelled { _ = try? await first.call("GetBalance", timeout: .seconds(5)) }
                }
                var reason: String?
                try await Patience.until("it is never refused", every: .milliseconds(1)) {
                    do { try await second.call("WhoAmI") } catch let error as RPCFailure { reason = error.reason }
                    return reason != nil
                }
                #expect(reason == "TOO_MANY_CALLS_IN_FLIGHT")
                group.cancelAll()
                try await group.waitForAll()
            }
            await first.client.close()
            // A call that its caller left gives its place back.
            try await Patience.until("its place is never free") { (try? await second.call("WhoAmI")) != nil }
        }
    }

    @Test func `max_connections: one more is closed, and there is room again when one has gone`() async throws {
        try await withDaemon("max_connections: 2") { daemon, _ in
            let first = try await daemon.connect()
            let second = try await daemon.connect()
            try await first.call("WhoAmI")
            try await second.call("WhoAmI")
            // It may be closed while its client still believes to be connecting.
            await #expect(throws: (any Error).self) { try await daemon.connect().call("WhoAmI") }
            try await daemon.process.standardError.line(containing: "A connection was closed")
            await first.client.close()
            // The daemon hears of it a moment later.
            try await Patience.until("there is never room again") { (try? await daemon.connect().call("WhoAmI")) != nil }
        }
    }

    @Test func `a peer that is only refused cannot fill the ledger`() async throws {
        try await withDaemon(uid: 4399) { daemon, directory in
            var gateway = try await daemon.connect()
            var refused = 0
            var partings = 0
            while refused < 1_000, partings < 2_000 {
                if try await gateway.refusal("WhoAmI").reason == "CALLER_UNKNOWN" {
                    refused += 1
                } else {
                    // It was let go of with its last refusal, and comes again.
                    partings += 1
                    await gateway.client.close()
                    gateway = try await daemon.connect()
                }
            }
            #expect(refused == 1_000 && partings > 100, "\(refused) refusals, \(partings) partings")
            try await daemon.process.end()
            let queue = try DatabaseQueue(path: directory["ledger.db"])
            let entries = try await queue.read { database in
                try String.fetchAll(database, sql: "SELECT entry FROM audit WHERE entry LIKE '%CALLER_UNKNOWN%'")
            }
            #expect((100...103).contains(entries.count), "\(entries.count)")
            #expect(entries.last?.contains("refusals since") == true)
        }
    }

    @Test func `executable: another program of the same user is somebody else`() async throws {
        let oyctl = try #require(realpath(Binary.oyctl.path, nil))
        defer { free(oyctl) }
        try await withDaemon("executable: \(String(cString: oyctl))") { daemon, _ in
            let own = try await ProgramRun.of(.oyctl, ["call", "--socket", daemon.socketPath, "WhoAmI"])
            #expect(own.status == .exited(0), "\(own)")
            let gateway = try await daemon.connect()
            #expect(try await gateway.refusal("WhoAmI").reason == "CALLER_UNKNOWN")
        }
    }

    @Test(OtherUser.needsRoot) func `gid: another group of the same user is somebody else`() async throws {
        let directory = try TemporaryDirectory()
        var configuration = try OYDConfiguration(in: directory)
        configuration.socketMode = "0666"
        configuration.callers = [
            .init(name: "right", uid: 4321, methods: ["*"], more: ["gid: 4321"]),
            .init(name: "wrong", uid: 4322, methods: ["*"], more: ["gid: 4321"]),
        ]
        let daemon = try await DaemonProcess(configuration)
        try await daemon.process.whileRunning {
            let right = try await ActingAs.user(4321, on: daemon.socketPath, "WhoAmI")
            #expect(right.answer?["name"] == "right", "\(right)")
            let wrong = try await ActingAs.user(4322, on: daemon.socketPath, "WhoAmI")
            #expect(wrong.failed("PERMISSION_DENIED", "CALLER_UNKNOWN"), "\(wrong)")
            #expect(wrong.errors.contains("uid 4322"), "\(wrong)")
        }
    }
}
