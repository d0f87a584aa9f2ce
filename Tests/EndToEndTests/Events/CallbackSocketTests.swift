import Contract
import Foundation
import Testing
import TTRPC

/// The callback listener on a Unix socket, behind a front that says where requests come from.
@Suite(.serialized, .ownProcesses) struct CallbackSocketTests {
    private static let verdict = #"{"status":{"code":"000","message":"verified"}}"#

    private func post(_ path: String, _ forwarded: [String], token: String = CallbackDoor.token) async throws -> Int {
        let headers = forwarded.map { "X-Forwarded-For: \($0)\r\n" }.joined()
        let request = """
            POST /callbacks/\(token)/kyc HTTP/1.1\r
            Host: front\r
            Connection: close\r
            Content-Type: application/json\r
            Content-Length: \(Self.verdict.utf8.count)\r
            \(headers)\r
            \(Self.verdict)
            """
        let answer = try await RawSocket.exchange(path: path, sending: Array(request.utf8))
        return try #require(CallbackDoor.status(of: answer), "\(String(decoding: answer, as: UTF8.self))")
    }

    @Test func `the source is what the front says, and the socket outlives a kill`() async throws {
        let directory = try TemporaryDirectory()
        var configuration = try OYDConfiguration(in: directory)
        let path = try CallbackDoor.configureSocket(&configuration, in: directory)
        configuration.more = configuration.more
            .replacing("trusted_proxies: [127.0.0.1]", with: "trusted_proxies: [192.0.2.1]")
        let killed = try await DaemonProcess(in: directory, configuration)
        try await killed.process.standardError.line(containing: "Receiving callbacks")
        #expect(try await post(path, ["203.0.113.9"]) == 200)
        try await killed.process.endAtOnce()

        let daemon = try await DaemonProcess(in: directory, configuration)
        try await daemon.process.whileRunning {
            try await daemon.process.standardError.line(containing: "Receiving callbacks")
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            #expect(mode == 0o660)
            // Nobody says where it comes from, somebody else says so, or it comes from elsewhere.
            for wrong in [[], [""], ["198.51.100.7"], ["203.0.113.9, 198.51.100.7"], ["203.0.113.9", "198.51.100.7"], ["203.0.113.9, x"]] {
                #expect(try await post(path, wrong) == 404, "\(wrong)")
            }
            #expect(try await post(path, ["203.0.113.9"], token: "wrong-token-of-a-stranger-0") == 404)
            #expect(try await post(path, ["198.51.100.7, 203.0.113.9, 192.0.2.1"]) == 200)
            // Both were one event, of before the kill.
            let event = try await EventStream(daemon).next()
            #expect((event.cursor, event.integer("kind")) == (1, 2))
        }
    }

    @Test func `a socket that another program listens on is left alone`() async throws {
        let directory = try TemporaryDirectory()
        var configuration = try OYDConfiguration(in: directory)
        let path = try CallbackDoor.configureSocket(&configuration, in: directory)
        let other = try UnixListener.bind(path: path)
        let run = try await ProgramRun.of(.oyd, ["--config", directory.write("oyd.yaml", configuration.yaml)])
        #expect(run.status == .exited(1), "\(run)")
        #expect(run.errors.contains("callbacks.listen: \(path): another process listens there"), "\(run)")
        withExtendedLifetime(other) { #expect(FileManager.default.fileExists(atPath: path)) }
    }
}
