import Contract
import Foundation
import TestSupport
import Testing

/// One caller takes all it can get; another is served all the same, and the daemon stays within bounds
/// (docs/threat-model.md, "A caller"). `oyctl`'s own deadline is what "in time" means: it fails when that has passed.
@Suite(.serialized, .ownProcesses, OtherUser.needsRoot) struct ExhaustionTests {
    /// Descriptors of the daemon: few, so that a test can try to use them up.
    private static let descriptors = 1_024
    private static let served: UInt32 = 4_243
    /// Less than what would end a stalled connection and so let the other one through; long enough for a busy machine.
    private static let inTimeSeconds = 20

    /// A daemon that the test attacks under its own uid, while another uid wants to be served.
    private func withTarget(_ attack: (DaemonProcess) async throws -> Void) async throws {
        let directory = try TemporaryDirectory()
        var configuration = try OYDConfiguration(in: directory)
        configuration.socketMode = "0666"
        configuration.callers = [
            .init(name: "greedy", uid: getuid(), methods: ["*"]), .init(name: "patient", uid: Self.served, methods: ["*"]),
        ]
        let limit = ["/usr/bin/prlimit", "--nofile=\(Self.descriptors):\(Self.descriptors)"]
        let daemon = try await DaemonProcess(configuration, through: limit)
        try await daemon.process.whileRunning { try await attack(daemon) }
    }

    private func expectOtherServed(_ daemon: DaemonProcess, at location: SourceLocation = #_sourceLocation) async throws {
        let run = try await ProgramRun.of(
            .oyctl, ["call", "--socket", daemon.socketPath, "--timeout", "\(Self.inTimeSeconds)", "WhoAmI"], uid: Self.served)
        #expect(run.status == .exited(0), "\(run)", sourceLocation: location)
        #expect(daemon.process.isRunning, sourceLocation: location)
    }

    private func descriptors(_ daemon: DaemonProcess) throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/\(daemon.process.pid)/fd").count
    }

    /// A busy machine takes connections up later than they come; until then some fill the place where they wait to be accepted.
    private func untilDescriptors(_ daemon: DaemonProcess, are count: Int) async throws {
        try await Patience.until("fewer than \(count) descriptors") { try descriptors(daemon) >= count }
    }

    @Test func `connections`() async throws {
        try await withTarget { daemon in
            try await RawSocket.filling(path: daemon.socketPath, atMost: Self.descriptors) { taken in
                let taken = try #require(taken, "there was no end to it")
                #expect(taken > 100)
                try await expectOtherServed(daemon)
                // Nobody is turned away unseen.
                try await daemon.process.standardError.line(containing: "A connection was closed")
            }
        }
    }

    @Test func `a connection takes one descriptor`() async throws {
        try await withTarget { daemon in
            let before = try descriptors(daemon)
            try await RawSocket.holding(250, path: daemon.socketPath, sending: []) {
                try await untilDescriptors(daemon, are: before + 250)
                try await expectOtherServed(daemon)
                let taken = try descriptors(daemon) - before
                #expect((250..<270).contains(taken), "\(taken)")
            }
        }
    }

    /// While OY! is slow with something else: payouts have connections of their own.
    @Test func `calls that take every connection to OY! keep no payout from being sent`() async throws {
        try await Stage.with { stage in
            let slow = try await stage.control.fault(["kind": "delay", "release": "after", "path": "/api/balance", "forever": true])
            let gateway = stage.gateway
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<80 {
                    group.addTask { _ = try? await gateway.call("GetBalance", timeout: .seconds(60)) }
                }
                // As many as one event loop's connections.
                try await stage.control.untilHeld(slow, count: 64)
                let payout = try await gateway.call("Remit", .payout("not-starved", amount: 500), timeout: .seconds(10))
                #expect(payout.string("trx_id") != "")
                try await stage.control.release(slow)
                try await stage.control.removeFault(slow)
            }
        }
    }

    @Test func `streams`() async throws {
        let watch = WireBytes.string(1, "grpc.health.v1.Health") + WireBytes.string(2, "Watch")
        let streams = (0..<1_100).flatMap { RawSocket.frame(stream: UInt32($0 * 2 + 1), type: 1, flags: 1, watch) }
        try await withTarget { daemon in
            try await RawSocket.holding(5, path: daemon.socketPath, sending: streams) {
                try await expectOtherServed(daemon)
            }
            let last: UInt32 = 1_099 * 2 + 1
            let answers = try await RawSocket.exchange(path: daemon.socketPath, sending: streams, until: last)
            #expect(answers.last?.errorCode == 8, "more streams than a connection may have")
        }
    }

    @Test(arguments: [1, 9, 10, 11]) func `half frames`(length: Int) async throws {
        let half = Array((RawSocket.frame(stream: 1, type: 1, flags: 1, [10, 1, 97])).prefix(length))
        try await withTarget { daemon in
            let before = try descriptors(daemon)
            try await RawSocket.holding(300, path: daemon.socketPath, sending: half) {
                // Of one user it keeps 256, and closes the others.
                try await untilDescriptors(daemon, are: before + 250)
                try await expectOtherServed(daemon)
            }
        }
    }

    @Test func `large frames that never end`() async throws {
        let large = RawSocket.frame(stream: 1, type: 1, flags: 1, [UInt8](repeating: 0, count: 4_194_304)).dropLast()
        try await withTarget { daemon in
            // 1.2 GB, of which its user may hold 256 MiB.
            try await RawSocket.holding(300, path: daemon.socketPath, sending: Array(large)) {
                try await expectOtherServed(daemon)
                #expect(try daemon.peakMemory() < 800)
            }
        }
    }

    /// A frame: a call of a method that exists, with as many bytes of a field that the contract does not know.
    private static func large(_ count: Int) -> [UInt8] {
        let unknown = WireBytes.string(100, String(repeating: "x", count: count))
        let ask = WireBytes.string(1, "oy.v1.GatewayService") + WireBytes.string(2, "WhoAmI")
        return RawSocket.frame(stream: 1, type: 1, flags: 1, ask + WireBytes.bytes(3, unknown))
    }

    @Test func `connections that are idle after a large frame keep little`() async throws {
        try await withTarget { daemon in
            // What only the first frames need.
            _ = try await RawSocket.exchange(path: daemon.socketPath, sending: Self.large(400_000), until: 1)
            let before = try daemon.memory("VmRSS:")
            try await RawSocket.watching(250, path: daemon.socketPath, sending: Self.large(400_000)) { held in
                try await Patience.until("not all were answered") { held.answeredCount == 250 }
                let each = (try daemon.memory("VmRSS:") - before) / 250
                #expect(each < 70, "\(each) KiB")
            }
        }
    }

    @Test func `a stranger's large frame is refused before it has come, and the next one is read`() async throws {
        let directory = try TemporaryDirectory()
        var configuration = try OYDConfiguration(in: directory)
        configuration.callers = [.init(name: "patient", uid: Self.served, methods: ["*"])]
        let daemon = try await DaemonProcess(configuration)
        try await daemon.process.whileRunning {
            var bytes = Self.large(4_000_000)
            let small = WireBytes.string(1, "oy.v1.GatewayService") + WireBytes.string(2, "WhoAmI")
            bytes += RawSocket.frame(stream: 3, type: 1, flags: 1, small)
            let answers = try await RawSocket.exchange(path: daemon.socketPath, sending: bytes, until: 3)
            #expect(answers.map(\.stream) == [1, 3])
            #expect(answers.map(\.errorCode) == [7, 7])
            let line = try await daemon.process.standardError.line(containing: "method=unread")
            #expect(line.contains("CALLER_UNKNOWN"), "\(line)")
        }
    }

    @Test func `large requests of calls that go on and on`() async throws {
        let name = WireBytes.string(1, "grpc.health.v1.Health") + WireBytes.string(2, "Watch")
        // A field that the contract does not know, of 1,000,000 bytes: field 100, its length as a varint.
        let unknown: [UInt8] = [0xA2, 0x06, 0xC0, 0x84, 0x3D] + [UInt8](repeating: 0, count: 1_000_000)
        // The payload's own length: 1,000,005.
        let watch = name + [0x1A, 0xC5, 0x84, 0x3D] + unknown
        let streams = (0..<60).flatMap { RawSocket.frame(stream: UInt32($0 * 2 + 1), type: 1, flags: 1, watch) }
        try await withTarget { daemon in
            // 1.2 GB, of which its user may hold 256 MiB.
            try await RawSocket.holding(20, path: daemon.socketPath, sending: streams) {
                try await expectOtherServed(daemon)
                #expect(try daemon.peakMemory() < 1_100)
            }
        }
    }

    @Test func `small calls that wait, on many connections`() async throws {
        let watch = WireBytes.string(1, "grpc.health.v1.Health") + WireBytes.string(2, "Watch")
        let streams = (0..<1_024).flatMap { RawSocket.frame(stream: UInt32($0 * 2 + 1), type: 1, flags: 1, watch) }
        try await withTarget { daemon in
            // 204,800 streams that take 2.5 GB, were there no end to them: its user may have some 14,000.
            try await RawSocket.watching(200, path: daemon.socketPath, sending: streams) { held in
                try await Patience.until("not all were answered") { held.answeredCount == 200 }
                try await expectOtherServed(daemon)
                #expect(try daemon.peakMemory() < 800)
            }
        }
    }

    @Test func `slow readers`() async throws {
        let ask = WireBytes.string(1, "oy.v1.GatewayService") + WireBytes.string(2, "GetInfo")
        let questions = (0..<20_000).flatMap { RawSocket.frame(stream: UInt32($0 * 2 + 1), type: 1, flags: 1, ask) }
        try await withTarget { daemon in
            try await RawSocket.holding(10, path: daemon.socketPath, sending: questions) {
                try await expectOtherServed(daemon)
                #expect(try daemon.peakMemory() < 800)
            }
        }
    }
}
