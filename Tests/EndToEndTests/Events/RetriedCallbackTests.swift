import Contract
import Foundation
import TestSupport
import Testing

/// OY!'s own retries, by oysim, against a daemon that can't take a callback in, or is not there.
@Suite(.serialized, .ownProcesses) struct RetriedCallbackTests {
    /// How often the callback about that amount was sent, and with which answers; nil for none.
    private func sendings(_ control: ControlAPI, of amount: Int) async throws -> [JSONValue?] {
        let record = try JSONValue([UInt8](try await control.send("GET", "callbacks")))
        guard case .array(let sent) = record["callbacks"] else { return [] }
        return sent.filter { $0["body"]?.description.contains("\(amount)") == true }.map { $0["status"] }
    }

    private func waitForSendings(_ control: ControlAPI, _ count: Int) async throws {
        try await control.send("GET", "callbacks?count=\(count)&wait=30")
    }

    @Test func `while the ledger can't be written it is sent again, and then told once`() async throws {
        try await Backstage.with(.receivingCallbacks()) { backstage in
            let daemon = try await backstage.start()
            try await daemon.process.whileRunning {
                let number = try await daemon.connect().makeAccount()
                let door = try await CallbackDoor(of: daemon)
                try await backstage.control.sendCallbacks(to: door, ["retry_minute_ms": 300])
                let path = backstage.directory["ledger.db"]
                try #require(rename(path, path + ".away") == 0)
                try await backstage.control.pay(number, 50_000)
                try await waitForSendings(backstage.control, 3)
                try #require(rename(path + ".away", path) == 0)
                for count in 4... {
                    try await waitForSendings(backstage.control, count)
                    if try await sendings(backstage.control, of: 50_000).last == 200 { break }
                }

                let events = try await EventStream(daemon, kinds: [1])
                #expect(try await events.next().message("virtual_account_payment")?.integer("amount") == 50_000)
                try await backstage.control.pay(number, 70_000)
                #expect(try await events.next().message("virtual_account_payment")?.integer("amount") == 70_000)
                let answers = try await sendings(backstage.control, of: 50_000)
                #expect(answers.count > 3 && answers.dropLast().allSatisfy { $0 == 503 } && answers.last == 200, "\(answers)")
            }
        }
    }

    @Test func `while the daemon is down it is sent again, and then told once`() async throws {
        try await Backstage.with(.receivingCallbacks()) { backstage in
            let gone = try await backstage.start()
            let number = try await gone.connect().makeAccount()
            try await backstage.control.sendCallbacks(to: try await CallbackDoor(of: gone), ["retry_minute_ms": 500])
            try await gone.process.endAtOnce()
            try await backstage.control.pay(number, 50_000)
            try await waitForSendings(backstage.control, 2)

            let daemon = try await backstage.start()
            try await daemon.process.whileRunning {
                // It listens at another port by now.
                try await backstage.control.sendCallbacks(to: try await CallbackDoor(of: daemon))
                let events = try await EventStream(daemon, kinds: [1])
                let event = try await events.next()
                #expect(event.bool("verified"))
                #expect(event.message("virtual_account_payment")?.integer("amount") == 50_000)
                try await backstage.control.pay(number, 70_000)
                #expect(try await events.next().message("virtual_account_payment")?.integer("amount") == 70_000)
                let answers = try await sendings(backstage.control, of: 50_000)
                #expect(answers.count > 2 && answers.first == .some(.null) && answers.last == 200, "\(answers)")
            }
        }
    }

    @Test func `a payment whose callback was lost is told with the next one of its account`() async throws {
        try await Backstage.with(.receivingCallbacks()) { backstage in
            let daemon = try await backstage.start()
            try await daemon.process.whileRunning {
                let number = try await daemon.connect().makeAccount()
                let events = try await EventStream(daemon, kinds: [1])
                func next() async throws -> Int64? { try await events.next().message("virtual_account_payment")?.integer("amount") }
                try await backstage.control.sendCallbacks(to: try await CallbackDoor(of: daemon))
                try await backstage.control.pay(number, 10_000)
                #expect(try await next() == 10_000)
                // OY! gives up on this one.
                try await backstage.control.send("PUT", "callbacks", ["automatic": false])
                try await backstage.control.pay(number, 20_000)
                try await backstage.control.send("PUT", "callbacks", ["automatic": true])
                try await backstage.control.pay(number, 30_000)
                #expect(try await next() == 20_000)
                #expect(try await next() == 30_000)
            }
        }
    }
}
