import Contract
import Foundation
import TTRPC
import Gateway
import TestSupport
import Testing

/// Attacks from the network: somebody else in the place of OY!, or OY! sending the gateway elsewhere
/// (docs/threat-model.md, "The network").
@Suite(.serialized, .ownProcesses) struct DeceivedUpstreamTests {
    @Test(arguments: [301, 302, 303, 307, 308])
    func `a redirect is an answer, and carries the key nowhere`(status: Int) async throws {
        try await Stage.with { stage in
            for target in ["\(stage.simulator.baseURL)/api/stolen", "http://127.0.0.1:\(stage.control.port)/api/stolen"] {
                try await stage.control.forgetRequests()
                try await stage.control.fault([
                    "kind": "status", "path": "/api/balance", "status": .number("\(status)"), "location": .string(target),
                ])
                let error = try await stage.gateway.refusal("GetBalance")
                #expect(error.reason == "UPSTREAM_CODE_UNKNOWN")
                #expect(!"\(error)".contains("stolen"))
                try await stage.gateway.call("InquireAccount", SampleCall.inquiry.request)
                #expect(try await stage.control.requests(count: 2).map(\.target) == ["/api/balance", "/api/inquiry"])
            }
        }
    }

    /// Runs a daemon against `simulator` and expects that not one request gets there.
    private func expectUnreached(
        _ simulator: SimulatorProcess, trusting caFile: String?, at baseURL: String, in directory: TemporaryDirectory
    ) async throws {
        var configuration = try OYDConfiguration(in: directory, for: simulator)
        configuration.caFile = caFile
        configuration.baseURL = baseURL
        configuration.more = "limits: { default_deadline: 5s }\n"
        let daemon = try await DaemonProcess(configuration)
        try await daemon.process.whileRunning {
            let gateway = try await daemon.connect()
            let error = try await gateway.refusal("GetBalance")
            #expect([.unavailable, .deadlineExceeded].contains(error.code), "\(error)")
            try await gateway.call("Remit", Order(id: "deceived", account: "1239812390", amountRupiah: 1_000).request)
        }
        // Nothing was sent, for certain. While the daemon ran an attempt may have been under way, which is UNKNOWN until it has ended.
        let payout = try #require(try LedgerOnDisk(path: configuration.ledgerPath).payouts()["deceived"])
        #expect(payout.state == .recorded && payout.attempts > 0 && payout.unaccounted == 0, "\(payout)")
        #expect(try await simulator.control.recorded().isEmpty)
    }

    @Test func `a server whose certificate nobody vouches for gets not a byte of HTTP`() async throws {
        let (directory, other) = (try TemporaryDirectory(), try TemporaryDirectory())
        let credentials = OYCredentials().options
        let stranger = try await SimulatorProcess(in: other, options: credentials)
        try await stranger.process.whileRunning {
            // Not trusted by the system, and not by the authority of another.
            try await expectUnreached(stranger, trusting: nil, at: stranger.baseURL, in: directory)
            let third = try TemporaryDirectory()
            let real = try await SimulatorProcess(in: third, options: credentials)
            try await real.process.whileRunning {
                try await expectUnreached(
                    stranger, trusting: real.caFile, at: stranger.baseURL, in: try TemporaryDirectory())
            }
        }
    }

    @Test func `a trusted certificate for another name is no better`() async throws {
        let (directory, simulators) = (try TemporaryDirectory(), try TemporaryDirectory())
        let simulator = try await SimulatorProcess(
            in: simulators, listenTLS: "127.0.0.2:0", options: OYCredentials().options)
        try await simulator.process.whileRunning {
            try await expectUnreached(
                simulator, trusting: simulator.caFile, at: "https://127.0.0.2:\(simulator.httpsPort)", in: directory)
        }
    }
}

extension ControlAPI {
    /// What was received so far, whether anything was or not.
    fileprivate func recorded() async throws -> [RecordedRequest] {
        let data = try await send("GET", "requests?limit=1000&wait=0")
        return try JSONDecoder().decode(RecordedRequests.self, from: data).requests
    }
}
