import Contract
import Foundation
import Testing

/// SIGKILL while the ledger's writer is busy and events are on their way.
@Suite(.serialized, .ownProcesses) struct KilledStreamTests {
    /// What a consumer has seen, in the order in which it did.
    private struct Seen {
        var cursors: [Int64] = []
        var words: [Int64: String] = [:]

        /// Takes an event down; false where it says otherwise than before, under the same cursor.
        mutating func take(_ event: Message) throws -> Bool {
            cursors.append(event.cursor)
            let word = try event.value.description
            defer { words[event.cursor] = word }
            return words[event.cursor].map { $0 == word } ?? true
        }
    }

    /// Pays, one payout after the other, until the daemon is gone.
    private func pay(_ daemon: DaemonProcess, _ name: String) async {
        guard let client = try? await daemon.connect() else { return }
        for number in 0... {
            let id = "\(name)-\(number)"
            guard (try? await client.call("Remit", .payout(id), timeout: .seconds(20))) != nil else { return }
        }
    }

    /// Reads until `count` events have come, kills the daemon there and then, and reads what is still on its way.
    private func read(_ count: Int, then backstage: Backstage, _ daemon: DaemonProcess, _ seen: inout Seen) async throws {
        let stream = try await EventStream(daemon, after: seen.cursors.last ?? 0)
        for number in 0... {
            if number == count { daemon.process.signal(SIGKILL) }
            guard let event = number < count ? try await stream.next() : try? await stream.next() else { break }
            #expect(try seen.take(event))
        }
        try await daemon.process.endAtOnce()
    }

    @Test func `nothing is skipped, and the order is kept`() async throws {
        try await Backstage.with(.receivingCallbacks()) { backstage in
            var seen = Seen()
            for round in 0..<4 {
                let daemon = try await backstage.start()
                let door = try await CallbackDoor(of: daemon)
                try await withThrowingDiscardingTaskGroup { group in
                    for payer in 0..<4 { group.addTask { await pay(daemon, "r\(round)-\(payer)") } }
                    group.addTask {
                        for number in 0... {
                            let body = #"{"status":{"code":"000","message":"\#(round) \#(number)"}}"#
                            guard (try? await door.post("kyc", body)) != nil else { return }
                        }
                    }
                    try await read(50 + 17 * round, then: backstage, daemon, &seen)
                }
            }
            let daemon = try await backstage.start()
            try await daemon.process.whileRunning {
                let client = try await daemon.connect()
                let ahead = try await client.refusal("Ack", ["consumer": "tests", "cursor": 1_000_000])
                let newest = try #require(ahead.metadata["newest_cursor"].flatMap { Int64($0) })
                let last = try #require(seen.cursors.last)
                let rest = try await EventStream(daemon, after: last)
                for event in try await rest.next(Int(newest - last)) { #expect(try seen.take(event)) }
                #expect(seen.cursors == Array(1...newest))
                // Told once more they are the same: none was told before it was on disk.
                let again = try await EventStream(daemon, after: 0).next(Int(newest))
                #expect(again.map(\.cursor) == Array(1...newest))
                for event in again { #expect(try seen.take(event)) }
            }
        }
    }
}
