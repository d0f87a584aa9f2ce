import Contract
import Foundation
import TTRPC
import Testing

/// At least once, in order, whatever happens to the daemon or to a consumer.
@Suite(.serialized, .ownProcesses) struct DeliveryTests {
    /// So many different verdicts, each of about `bytes`.
    private func fill(_ door: CallbackDoor, _ range: Range<Int>, bytes: Int = 10) async throws {
        let padding = String(repeating: "x", count: bytes)
        try await withThrowingTaskGroup(of: Int.self) { group in
            var running = 0
            for number in range {
                if running == 8 {
                    #expect(try await group.next() == 200)
                    running -= 1
                }
                running += 1
                group.addTask {
                    try await door.post("kyc", #"{"status":{"code":"000","message":"\#(number) \#(padding)"}}"#).status
                }
            }
            for try await status in group { #expect(status == 200) }
        }
    }

    @Test func `SIGKILL right after the 200, and the event is told`() async throws {
        try await Backstage.with(.receivingCallbacks()) { backstage in
            let daemon = try await backstage.start()
            let number = try await daemon.connect().makeAccount()
            try await backstage.control.pay(number, 50_000)
            let door = try await CallbackDoor(of: daemon)
            let body = #"{"va_number":"\#(number)","amount":50000,"partner_user_id":"user-1","success":true}"#
            // OY! can't be asked meanwhile, so that it can't have been told before the kill.
            let fault = try await backstage.control.fault(
                ["kind": "status", "path": "/api/*", "forever": true])
            #expect(try await door.post("va", body).status == 200)
            try await daemon.process.endAtOnce()
            try await backstage.control.removeFault(fault)

            let again = try await backstage.start()
            try await again.process.whileRunning {
                let event = try await EventStream(again, kinds: [1]).next()
                #expect(event.bool("verified"))
                #expect(event.message("virtual_account_payment")?.integer("amount") == 50_000)
            }
        }
    }

    @Test func `SIGKILL in mid-stream, and nothing is skipped`() async throws {
        try await Backstage.with(.receivingCallbacks()) { backstage in
            var daemon = try await backstage.start()
            var seen: [Int64] = []
            for round in 0..<3 {
                let door = try await CallbackDoor(of: daemon)
                let stream = try await EventStream(daemon, after: seen.last ?? 0)
                async let filling: Void = fill(door, round * 100..<(round + 1) * 100)
                for event in try await stream.next(60) { seen.append(event.cursor) }
                try await filling
                try await daemon.process.endAtOnce()
                daemon = try await backstage.start()
            }
            try await daemon.process.whileRunning {
                let stream = try await EventStream(daemon, after: seen.last)
                for event in try await stream.next(300 - seen.count) { seen.append(event.cursor) }
                #expect(seen == Array(1...300))
            }
        }
    }

    @Test func `two consumers have places of their own, across a restart`() async throws {
        try await Backstage.with(.receivingCallbacks()) { backstage in
            var daemon = try await backstage.start()
            try await fill(try await CallbackDoor(of: daemon), 0..<10)
            func first(_ consumer: String) async throws -> Int64 {
                let stream = try await EventStream(daemon, consumer: consumer)
                let cursor = try await stream.next().cursor
                await stream.close()
                return cursor
            }
            #expect(try await first("one") == 1)
            #expect(try await first("other") == 1)
            let client = try await daemon.connect()
            #expect(try await client.call("Ack", ["consumer": "one", "cursor": 4]).integer("cursor") == 4)
            #expect(try await client.call("Ack", ["consumer": "other", "cursor": 7]).integer("cursor") == 7)
            #expect(try await client.call("Ack", ["consumer": "other", "cursor": 2]).integer("cursor") == 7)
            let ahead = try await client.refusal("Ack", ["consumer": "other", "cursor": 11])
            #expect((ahead.code, ahead.reason) == (.outOfRange, "CURSOR_AHEAD"))
            try await daemon.process.endAtOnce()
            daemon = try await backstage.start()
            try await daemon.process.whileRunning {
                let places = (try await first("one"), try await first("other"))
                #expect(places == (5, 8))
            }
        }
    }

    /// What waits for the one that does not read is far more than every buffer between it and the daemon.
    @Test func `a consumer that stops reading holds up nobody`() async throws {
        try await Backstage.with(.receivingCallbacks()) { backstage in
            let daemon = try await backstage.start()
            try await daemon.process.whileRunning {
                let door = try await CallbackDoor(of: daemon)
                let stalled = try await EventStream(daemon, consumer: "stalled")
                let quick = try await EventStream(daemon, consumer: "quick")
                async let filling: Void = fill(door, 0..<600, bytes: 14_000)
                let seen = try await quick.next(600).map(\.cursor)
                try await filling
                #expect(seen == Array(1...600))
                _ = try await daemon.connect().call("WhoAmI")
                withExtendedLifetime(stalled) {}
                // It has lost nothing by it.
                let back = try await EventStream(daemon, consumer: "stalled")
                #expect(try await back.next(3).map(\.cursor) == [1, 2, 3])
            }
        }
    }

    @Test func `a caller sees the kinds that it is given, and its own payouts`() async throws {
        try await Backstage.with(
            .receivingCallbacks { configuration in
                configuration.callers[0].events = nil
            }
        ) { backstage in
            let daemon = try await backstage.start()
            try await daemon.process.whileRunning {
                try await fill(try await CallbackDoor(of: daemon), 0..<1)
                let client = try await daemon.connect()
                try await client.call(
                    "Remit", ["recipient_bank": "014", "recipient_account": "1239812390", "amount": 10000, "partner_trx_id": "own"])
                #expect(try await EventStream(daemon).next().message("payout_change")?.string("partner_trx_id") == "own")
                let error = await #expect(throws: Status.self) { _ = try await EventStream(daemon, kinds: [2]).next() }
                #expect(error?.code == .permissionDenied)
            }
        }
    }

    @Test func `a daemon that stops ends its streams at once`() async throws {
        try await Backstage.with(.receivingCallbacks()) { backstage in
            let daemon = try await backstage.start()
            let stream = try await EventStream(daemon)
            try await fill(try await CallbackDoor(of: daemon), 0..<1)
            #expect(try await stream.next().cursor == 1)
            daemon.process.signal(SIGTERM)
            #expect(try await daemon.process.exitStatus() == .exited(0))
        }
    }
}
