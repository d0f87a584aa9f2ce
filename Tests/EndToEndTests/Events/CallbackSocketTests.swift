import Contract
import Foundation
import TestSupport
import Testing
import TTRPC

/// The callback listener on a Unix socket, behind a front that says where requests come from.
@Suite(.serialized, .ownProcesses) struct CallbackSocketTests {
    @Test func `the source is what the front says, and the socket outlives a kill`() async throws {
        let directory = try TemporaryDirectory()
        var configuration = try OYDConfiguration(in: directory)
        let path = try CallbackDoor.configureSocket(&configuration)
        configuration.more = configuration.more
            .replacing("trusted_proxies: [127.0.0.1]", with: "trusted_proxies: [192.0.2.1]")
        let killed = try await DaemonProcess(configuration)
        try await killed.process.standardError.line(containing: "Receiving callbacks")
        #expect(try await CallbackDoor.postVerdict(to: path, forwardedFor: ["203.0.113.9"]) == 200)
        try await killed.process.endAtOnce()

        let daemon = try await DaemonProcess(configuration)
        try await daemon.process.whileRunning {
            try await daemon.process.standardError.line(containing: "Receiving callbacks")
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            #expect(mode == 0o660)
            // Nobody says where it comes from, somebody else says so, or it comes from elsewhere.
            for wrong in [[], [""], ["198.51.100.7"], ["203.0.113.9, 198.51.100.7"], ["203.0.113.9", "198.51.100.7"], ["203.0.113.9, x"]] {
                #expect(try await CallbackDoor.postVerdict(to: path, forwardedFor: wrong) == 404, "\(wrong)")
            }
            #expect(try await CallbackDoor.postVerdict(to: path, forwardedFor: ["203.0.113.9"], token: "wrong-token-of-a-stranger-0") == 404)
            #expect(try await CallbackDoor.postVerdict(to: path, forwardedFor: ["198.51.100.7, 203.0.113.9, 192.0.2.1"]) == 200)
            // Both were one event, of before the kill.
            let event = try await EventStream(daemon).next()
            #expect((event.cursor, event.integer("kind")) == (1, 2))
        }
    }

    @Test func `a socket that another program listens on is left alone`() async throws {
        let directory = try TemporaryDirectory()
        var configuration = try OYDConfiguration(in: directory)
        let path = try CallbackDoor.configureSocket(&configuration)
        let other = try UnixListener.bind(path: path)
        let run = try await ProgramRun.of(.oyd, ["--config", directory.write("oyd.yaml", configuration.yaml)])
        #expect(run.status == .exited(1), "\(run)")
        #expect(run.errors.contains("callbacks.listen: \(path): another process listens there"), "\(run)")
        withExtendedLifetime(other) { #expect(FileManager.default.fileExists(atPath: path)) }
    }
}
