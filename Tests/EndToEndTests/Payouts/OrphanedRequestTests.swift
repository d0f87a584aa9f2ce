import TestSupport
import Testing

/// Rule 3: when an attempt is over no byte of it leaves this host any more, also where the process is what ended.
@Suite(.timeLimit(.minutes(2))) struct OrphanedRequestTests {
    @Test func `what the kernel holds of a request goes with the daemon that is killed`() async throws {
        let directory = try TemporaryDirectory()
        let server = try StalledServer()
        var configuration = try OYDConfiguration(in: directory)
        configuration.baseURL = "http://127.0.0.1:\(server.port)"
        configuration.caFile = nil
        let daemon = try await DaemonProcess(configuration)
        let client = try await daemon.connect()
        let payout: JSONValue = [
            "recipient_bank": "014", "recipient_account": "1239812390", "amount": 100_000, "partner_trx_id": "orphan",
            "note": .string(String(repeating: "x", count: 8_000)),
        ]
        async let told = try? client.call("Remit", payout)
        let connection = try server.firstRequest()
        try await daemon.process.endAtOnce()
        let (bytes, isReset) = server.drain(connection)
        #expect(isReset, "the kernel sent on after the daemon's end, and closed politely")
        #expect(String(decoding: bytes, as: UTF8.self).hasPrefix("POST /api/remit"))
        #expect(bytes.count < 8_000, "the request came whole, after its sender was gone")
        #expect(await told == nil)
    }
}
