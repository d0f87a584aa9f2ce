import Foundation
import Testing
import TTRPC

/// The API key is in its header and nowhere else.
@Suite(.serialized, .ownProcesses) struct SecretTests {
    /// The key in the forms in which it might slip out.
    private func forms(of key: String) -> [String] {
        let bytes = Array(key.utf8)
        return [
            key, Data(bytes).base64EncodedString(), bytes.map { String($0, radix: 16) }.joined(), "\(bytes)",
            String(key.prefix(12)), String(key.suffix(12)),
        ]
    }

    private func expectNoKey(in text: String, _ key: String, at location: SourceLocation = #_sourceLocation) {
        for form in forms(of: key) { #expect(!text.contains(form), sourceLocation: location) }
    }

    /// Everything that a process shows of itself.
    private func shown(by process: ChildProcess) -> String {
        let files = ["cmdline", "environ", "comm"]
        return files.map { (try? String(contentsOfFile: "/proc/\(process.pid)/\($0)", encoding: .utf8)) ?? "" }.joined()
    }

    @Test(arguments: ["text", "json"])
    func `the key is in no log, no error and no answer`(format: String) async throws {
        let key = OYCredentials().apiKey
        let plan = Stage.Plan { configuration in
            configuration.logFormat = format
            configuration.logLevel = "debug"
        }
        try await Stage.with(plan) { stage in
            var told = "\(try await stage.gateway.call("GetInfo").value)\(try await stage.gateway.call("WhoAmI").value)"
            told += "\(try await stage.gateway.call("GetBalance").value)"
            for fault in ReadRetryTests.failures {
                try await stage.control.fault(fault.with("path", "/api/inquiry").with("count", 4))
                let error = try? await stage.gateway.call("InquireAccount", SampleCall.inquiry.request)
                told += "\(String(describing: error))"
                try await stage.control.removeFaults()
            }
            told += "\(try await stage.gateway.refusal("InquireAccount"))"
            let refused = try await stage.control.fault(["kind": "refuse", "forever": true])
            told += "\(try await stage.gateway.refusal("GetBalance"))"
            try await stage.control.removeFault(refused)
            expectNoKey(in: told, key)
            expectNoKey(in: shown(by: stage.daemon.process), key)
            try await stage.daemon.process.end()
            let log = try await stage.daemon.process.standardError.whole() + stage.daemon.process.standardOutput.whole()
            #expect(log.contains("InquireAccount"))
            expectNoKey(in: log, key)
        }
    }

    @Test func `a key that OY! refuses is an error and an alarm, and is shown by neither`() async throws {
        let wrong = "wrong-8f1c2b7a9d3e4f50"
        let plan = Stage.Plan { configuration in
            try? wrong.write(toFile: configuration.apiKeyFile, atomically: false, encoding: .utf8)
        }
        try await Stage.with(plan) { stage in
            let error = try await stage.gateway.refusal("GetBalance")
            #expect(error.code == .failedPrecondition)
            #expect(error.reason == "UPSTREAM_CREDENTIALS_REJECTED")
            #expect(error.metadata["oy_code"] == "208")
            try await stage.daemon.process.standardError.line(containing: "CRITICAL")
            expectNoKey(in: "\(error)\(stage.daemon.log)", wrong)
        }
    }

    /// Something in front of OY! that answers with the request's own headers.
    @Test func `OY! shows the key in its message: the caller does not see it`() async throws {
        let key = OYCredentials().apiKey
        try await Stage.with { stage in
            let message = "Bad request with X-Api-Key: \(key) in it"
            try await stage.control.answer("/api/balance", #"{"status":{"code":"990","message":"\#(message)"}}"#)
            let error = try await stage.gateway.refusal("GetBalance")
            #expect(error.code == .invalidArgument)
            expectNoKey(in: "\(error)\(stage.daemon.log)", key)
        }
    }
}
