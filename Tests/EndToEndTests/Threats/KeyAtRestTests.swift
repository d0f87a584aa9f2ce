import Contract
import Foundation
import TestSupport
import Testing

/// The key, and what callers send in secret, in nothing that the daemon leaves on disk (docs/threat-model.md, "Files").
@Suite(.serialized, .ownProcesses) struct KeyAtRestTests {
    @Test func `the key and callers' secrets are in no file of the ledger, its log included`() async throws {
        let key = OYCredentials().apiKey
        let password = "pfm-password-5d2f81c97a"
        try await Stage.with { stage in
            try await stage.control.answer(
                "/api/balance", #"{"status":{"code":"990","message":"X-Api-Key: \#(key) is wrong"}}"#)
            _ = try? await stage.gateway.call("GetBalance")
            _ = try? await stage.gateway.call("Remit", Order(id: "rest-1", account: "1239812390", amountRupiah: 1_000).request)
            let bank: JSONValue = ["data": .string(password), "bank_code": "014", "phone_number": "+628123", "email": ""]
            try await stage.gateway.call("ConnectBank", bank)
            // Refused ones are written down too.
            _ = try? await stage.gateway.call("ConnectBank", bank.without("bank_code"))
            _ = try? await stage.gateway.call("ConnectBank", bytes: Array(password.utf8))
            // Killed, it has no chance to tidy up: the ledger's log stands as it is.
            try await stage.daemon.process.endAtOnce()
            let names = try FileManager.default.contentsOfDirectory(atPath: stage.directory.path).filter { $0.hasPrefix("ledger.db") }
            #expect(names.contains("ledger.db-wal"), "\(names)")
            for name in names {
                let bytes = try Data(contentsOf: URL(fileURLWithPath: stage.directory[name]))
                for secret in [key, String(key.suffix(12)), Data(key.utf8).base64EncodedString(), password] {
                    #expect(bytes.range(of: Data(secret.utf8)) == nil, "\(secret) is in \(name)")
                }
            }
        }
    }

    /// What a front, or OY! itself, repeats of a request of the gateway's; and the key of before, of which somebody may still tell.
    @Test func `a callback or an answer that shows the key, or the one before it, does not bring it into files, log or events`() async throws {
        let old = OYCredentials().apiKey
        let new = "new-key-9b3e4f508f1c2b7a"
        try await Stage.with(.receivingCallbacks()) { stage in
            let door = try await CallbackDoor(of: stage.daemon)
            let events = try await EventStream(stage.daemon, kinds: [2])
            var (told, number) = ("", 0)
            func report(_ key: String) async throws {
                let verdict = #"{"status":{"code":"000","message":"verified with \#(key), \#(number)"},"\#(key)":"\#(key)"}"#
                number += 1
                #expect(try await door.post("kyc", verdict).status == 200)
                told += String(decoding: try await events.next().encode(), as: UTF8.self)
                told += try await door.post("kyc", #"{"status":"\#(key)"#).body
                try await stage.control.answer("/api/balance", #"{"status":{"code":"990","message":"\#(key) is wrong"}}"#)
                told += "\(try await stage.gateway.refusal("GetBalance"))"
            }
            try await report(old)
            try stage.directory.replace("api-key", with: new)
            try await stage.daemon.process.standardError.line(containing: "New credentials are in force")
            try await report(new)
            try await report(old)

            #expect(told.contains("is wrong"))
            try await stage.daemon.process.endAtOnce()
            let log = try await stage.daemon.process.standardError.whole()
            var files = Data()
            for name in ["ledger.db", "ledger.db-wal"] {
                files += try Data(contentsOf: URL(fileURLWithPath: stage.directory[name]))
            }
            #expect(files.range(of: Data("verified with ****".utf8)) != nil, "the callbacks are there")
            for key in [old, new, String(old.suffix(12)), String(new.suffix(12))] {
                #expect(files.range(of: Data(key.utf8)) == nil, "\(key) is in the ledger")
                #expect(!told.contains(key) && !log.contains(key), "\(key) is in what was told")
            }
        }
    }
}
