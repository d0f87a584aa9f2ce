import Foundation
import Testing
import TTRPC

/// A server stream, through `oyctl`: `grpc.health.v1.Health/Watch` tells each change as it comes.
@Suite(.serialized, .ownProcesses) struct WatchTests {
    @Test func `the daemon's health is told until it ends`() async throws {
        try await Stage.with { stage in
            let watch = try ChildProcess(
                Binary.oyctl.path, ["call", "--socket", stage.daemon.socketPath, "--timeout", "60", "Health/Watch"])
            try await watch.whileRunning {
                let first = try await watch.standardOutput.line(containing: "status")
                #expect(try JSONValue(first) == ["status": "SERVING"])

                // A call in flight keeps the daemon up long enough to tell that it drains.
                let fault = try await stage.control.fault(["kind": "delay", "release": "after", "path": "/api/inquiry"])
                async let answer = stage.gateway.call("InquireAccount", SampleCall.inquiry.request)
                try await stage.control.untilHeld(fault)
                stage.daemon.process.signal(SIGTERM)
                let second = try await watch.standardOutput.line(containing: "NOT_SERVING")
                #expect(try JSONValue(second) == ["status": "NOT_SERVING"])
                try await stage.control.release(fault)
                _ = try await answer
                #expect(try await stage.daemon.process.exitStatus() == .exited(0))
                // Its stream is over in one way or another; it does not hang.
                _ = try await watch.exitStatus()
            }
        }
    }

    @Test func `Check answers for the whole, for a service and for none`() async throws {
        try await Stage.with { stage in
            #expect(try await stage.gateway.call("Check").value == ["status": "SERVING"])
            let one: JSONValue = ["service": "oy.v1.DisbursementService"]
            #expect(try await stage.gateway.call("Check", one).value == ["status": "SERVING"])
            let error = try await stage.gateway.refusal("Check", ["service": "oy.v1.Nothing"])
            #expect(error.code == .notFound)
        }
    }
}
