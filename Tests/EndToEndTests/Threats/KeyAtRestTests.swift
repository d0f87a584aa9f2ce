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
}
