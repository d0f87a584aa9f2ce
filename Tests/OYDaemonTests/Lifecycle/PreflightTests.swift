import Contract
import Foundation
import Gateway
import TestSupport
import Testing

@testable import OYDaemon

/// What stands in the way of serving is found before anything is served, all of it at once.
@Suite struct PreflightTests {
    private let folder: TemporaryDirectory

    init() throws {
        folder = try TemporaryDirectory()
        try folder.write("username", "user")
        try folder.write("api-key", "key")
    }

    private var yaml: String {
        """
        socket: { path: \(folder["oyd.sock"]) }
        upstream: { base_url: https://partner.oyindonesia.com }
        credentials: { username_file: \(folder["username"]), api_key_file: \(folder["api-key"]) }
        ledger: { path: \(folder["ledger.db"]) }
        callers:
          - { name: payroll, uid: 1001, methods: ["oy.v1.DisbursementService/*"] }
        """
    }

    /// - Parameter directory: systemd's, of credentials.
    private func findings(_ yaml: String, makesSocket: Bool = true, credentials directory: String? = nil) throws -> [String] {
        do throws(Findings) {
            _ = try Preflight(
                document(yaml, credentials: directory), now: WallTime(milliseconds: 5), makesSocket: makesSocket,
                credentialsDirectory: directory)
            return []
        } catch {
            return error.all
        }
    }

    private func document(_ yaml: String, credentials directory: String? = nil) throws(Findings) -> ConfigurationDocument {
        do {
            let path = try folder.write("oyd.yaml", yaml)
            return try ConfigurationDocument(text: yaml, path: path, accounts: FakeAccounts(), credentialsDirectory: directory)
        } catch {
            throw Findings("\(error)")
        }
    }

    @Test("A good configuration passes")
    func good() throws {
        let preflight = try Preflight(document(yaml), now: WallTime(milliseconds: 5))
        #expect(preflight.credentials.loadedAt == WallTime(milliseconds: 5))
        #expect(preflight.socketGroup == nil)
        #expect(preflight.endpoints.endpoint(service: "oy.v1.DisbursementService", method: "Remit") != nil)
    }

    @Test("Each thing that stands in the way is named", arguments: [
        ("https://partner.oyindonesia.com", "http://partner.oyindonesia.com", "upstream.base_url: http to another host"),
        ("https://partner.oyindonesia.com", "http://127.0.0.1:1, proxy: \"http://10.0.0.1:3128\"", "upstream.proxy: http through a proxy"),
        ("oy.v1.DisbursementService/*", "oy.v1.DisbursementService/Pay", "callers.payroll.methods[0]: oy.v1.DisbursementService/Pay matches no RPC"),
        ("https://partner.oyindonesia.com", "http://127.evil.example", "upstream.base_url: http to another host"),
        ("https://partner.oyindonesia.com", "http://127.0.0.1.evil.example", "upstream.base_url: http to another host"),
        ("DisbursementService/*\"]", "DisbursementService/Remit\"], inquiry: required", "callers.payroll.inquiry: is required"),
        ("DisbursementService/*\"]", "DisbursementService/GetBalance\"], payouts: { max_amount: 5 }", "callers.payroll: has limits"),
        (
            "DisbursementService/*\"] }",
            """
            DisbursementService/*\"], approval_above: 5 }
              - { name: chief, uid: 2, role: approver, methods: [\"oy.v1.PayoutService/GetPayout\"] }
            """, "callers.payroll.approval_above: nobody else may"
        ),
        ("callers:", "payouts: { settle: 10m, send_for: 630s }\ncallers:",
            "payouts.send_for: is not longer than settle and upstream.attempt_timeout together, 630s: "),
        ("partner.oyindonesia.com }", "partner.oyindonesia.com, attempt_timeout: 5m }\npayouts: { settle: 10m }",
            "payouts.send_for: is not longer than settle and upstream.attempt_timeout together, 15m: "),
        ("com }", "com, paths: { Remit: \"/api/{partner_trx_id}\" } }", "upstream.paths.Remit: "),
        ("oyd.sock }", "oyd.sock, group: no-such-group-here }", "socket.group: there is no group no-such-group-here"),
        ("/oyd.sock", "/none/oyd.sock", "socket.path: no socket can be made in"),
    ])
    func wrong(from: String, to: String, finding: String) throws {
        let spoiled = yaml.replacing(from, with: to)
        try #require(spoiled != yaml)
        let found = try findings(spoiled)
        #expect(found.count == 1 && found[0].contains(finding), "\(found)")
    }

    @Test("A payout can be sent again where there is any time left for it", arguments: ["631s", "11m"])
    func sendFor(sendFor: String) throws {
        #expect(try findings(yaml.replacing("callers:", with: "payouts: { settle: 10m, send_for: \(sendFor) }\ncallers:")) == [])
    }

    /// The key itself may have been pasted there.
    @Test("A name of no credential of systemd's is not quoted", arguments: [
        "credentials.username_file", "credentials.api_key_file", "callbacks.token_file",
    ])
    func credentialName(key: String) throws {
        try folder.write("token", "0123456789abcdef")
        let listen = "callbacks: { listen: 127.0.0.1:1, token_file: token, allow: [127.0.0.1] }\n"
        let names = ["credentials.username_file": "username", "credentials.api_key_file": "api-key", "callbacks.token_file": "token"]
        let good = yaml.replacing("\(folder.path)/username", with: "username").replacing("\(folder.path)/api-key", with: "api-key")
            .replacing("callers:", with: listen + "callers:")
        #expect(try findings(good, credentials: folder.path) == [])
        let secret = "key-c41d5e0f7b9a4c83a6d2"
        let member = "\(key.split(separator: ".")[1]): "
        let found = try findings(good.replacing(member + names[key, default: ""], with: member + secret), credentials: folder.path)
        #expect(found.count == 1 && found[0].hasSuffix(": \(key): names no credential that systemd hands over"), "\(found)")
        #expect(!"\(found)".contains(secret))
    }

    @Test("What the file says wrong is named with its line, or that of what it belongs to", arguments: [
        ("DisbursementService/*", "DisbursementService/Pay", 6, "callers.payroll.methods[0]"),
        ("[\"oy.v1.DisbursementService/*\"]", "\n      [\"*\",\n       \"oy.v1.Nothing/*\"]", 8, "callers.payroll.methods[1]"),
        ("callers:", "payouts:\n  settle: 20m\ncallers:", 6, "payouts.send_for"),
        ("https:", "http:", 2, "upstream.base_url"),
        ("https://partner.oyindonesia.com", "http://127.0.0.1:1,\n    proxy: \"http://10.0.0.1:3128\"", 3, "upstream.proxy"),
        ("com }", "com,\n  ca_file: /nowhere.pem }", 3, "upstream.ca_file"),
        ("com }", "com, paths: {\n  Remitt: /api/remit } }", 3, "upstream.paths.Remitt"),
        ("com }", "com, paths: {\n  ListMutations: /api/mutations } }", 3, "upstream.paths.ListMutations"),
        ("com }", "com, paths: {\n  oy.v1.PfmService/ListMutations: /api/mutations } }", 3, "upstream.paths.oy.v1.PfmService/ListMutations"),
        ("oyd.sock }", "oyd.sock,\n  group: no-such-group-here }", 2, "socket.group"),
        ("/oyd.sock", "/none/oyd.sock", 1, "socket.path"),
        ("/ledger.db", "/none/ledger.db", 4, "ledger.path"),
    ])
    func line(from: String, to: String, line: Int, key: String) throws {
        let found = try findings(yaml.replacing(from, with: to))
        #expect(found.count == 1 && found[0].hasPrefix("\(folder["oyd.yaml"]):\(line): \(key): "), "\(found)")
    }

    @Test("Of several paths that can't be, each is named")
    func paths() throws {
        let found = try findings(yaml.replacing("com }", with: "com, paths: {\n  Remitt: /r,\n  GetBalance: /b,\n  ListMutations: /m } }"))
        #expect(found.count == 2, "\(found)")
        #expect(found.first?.hasPrefix("\(folder["oyd.yaml"]):5: upstream.paths.ListMutations: the path ") == true, "\(found)")
        #expect(found.last == "\(folder["oyd.yaml"]):3: upstream.paths.Remitt: a path is configured for it, but no such RPC goes to OY!")
    }

    @Test("A path that is written twice, by both names of its RPC, is said to be so")
    func pathTwice() throws {
        let found = try findings(
            yaml.replacing("com }", with: "com, paths: {\n  GetBalance: /b, oy.v1.DisbursementService/GetBalance: /c } }"))
        #expect(found.count == 1 && found[0].hasPrefix("\(folder["oyd.yaml"]):2: upstream.paths: "), "\(found)")
    }

    @Test("Nobody approves what its own uid asks for, whatever the role")
    func approvalByItself() throws {
        let more = "], approval_above: 5 }\n  - { name: chief, uid: 1001, gid: 7, role: approver }"
        let found = try findings(yaml.replacing("] }", with: more))
        #expect(found.count == 1 && found[0].contains("callers.payroll.approval_above: nobody else may call ApprovePayout"), "\(found)")
    }

    @Test("The folder of a callback listener's socket is looked at", arguments: [
        ("", nil), ("/none", "5: callbacks.listen: no socket can be made in"),
    ])
    func callbackSocket(folderName: String, finding: String?) throws {
        try folder.write("token", "0123456789abcdef")
        let listen = "callbacks: { listen: \"unix:\(folder.path)\(folderName)/c.sock\", token_file: \(folder["token"]), allow: [127.0.0.1] }\n"
        let found = try findings(yaml.replacing("callers:", with: listen + "callers:"))
        #expect(found.count == (finding == nil ? 0 : 1) && found.allSatisfy { $0.hasPrefix("\(folder["oyd.yaml"]):\(finding ?? "")") }, "\(found)")
    }

    @Test("A callback token that can't be read is named with its place in the configuration")
    func callbackToken() throws {
        let listen = "callbacks:\n  { listen: 127.0.0.1:1, token_file: \(folder["none"]), allow: [127.0.0.1] }\n"
        let found = try findings(yaml.replacing("callers:", with: listen + "callers:"))
        #expect(found == ["\(folder["oyd.yaml"]):6: callbacks.token_file: \(folder["none"]): No such file or directory"])
    }

    @Test("Nothing else than a socket may stand where one is to be", arguments: ["socket.path", "callbacks.listen"])
    func noSocket(key: String) throws {
        try folder.write("token", "0123456789abcdef")
        try folder.write(key == "socket.path" ? "oyd.sock" : "c.sock", "")
        let listen = "callbacks: { listen: \"unix:\(folder["c.sock"])\", token_file: \(folder["token"]), allow: [127.0.0.1] }\n"
        let found = try findings(yaml.replacing("callers:", with: listen + "callers:"))
        #expect(found.count == 1 && found[0].hasPrefix("\(folder["oyd.yaml"]):\(key == "socket.path" ? 1 : 5): \(key): \(folder.path)/"), "\(found)")
        #expect(found.first?.hasSuffix(": something that is not a socket is there") == true)
    }

    @Test("Limits that fit a caller's methods, and others', are none of these")
    func fitting() throws {
        let more = "], inquiry: required, approval_above: 5 }\n  - { name: chief, uid: 2, role: approver }"
        #expect(try findings(yaml.replacing("] }", with: more)) == [])
    }

    @Test("http to this host is for simulators", arguments: ["localhost", "127.0.0.1", "127.1.2.3", "[::1]"])
    func thisHost(host: String) throws {
        #expect(try findings(yaml.replacing("https://partner.oyindonesia.com", with: "\"http://\(host):80\"")) == [])
    }

    @Test("Everything is said at once")
    func all() throws {
        try folder.write("api-key", "key", mode: 0o644)
        try folder.write("username", "")
        let spoiled = yaml.replacing("https://", with: "http://").replacing("/oyd.sock", with: "/none/oyd.sock")
            .replacing("DisbursementService/*", with: "NoService/*")
        let found = try findings(spoiled)
        #expect(found.count == 5, "\(found)")
    }

    @Test("Folders in which others can write hold neither socket, ledger nor configuration")
    func openFolders() throws {
        try folder.makeFolder("open", mode: 0o777)
        for (file, key) in [("/oyd.sock", "1: socket.path"), ("/ledger.db", "4: ledger.path")] {
            let finding = try findings(yaml.replacing(file, with: "/open\(file)")).first
            #expect(finding?.hasPrefix("\(folder["oyd.yaml"]):\(key): ") == true)
        }
        // As the ledger refuses it, so does everything else, root's group or not.
        try #require(chmod(folder["open"], 0o770) == 0)
        for place in ["/oyd.sock", "/ledger.db"] {
            let found = try findings(yaml.replacing(place, with: "/open\(place)"))
            #expect(found.first?.hasSuffix("/open has mode 0770: others can exchange what is in it") == true, "\(found)")
        }
        try #require(chmod(folder["open"], 0o1777) == 0)
        #expect(try findings(yaml.replacing("/oyd.sock", with: "/open/oyd.sock")).first?.contains("others can put files there") == true)
    }

    @Test("A configuration that others can change is none")
    func looseConfiguration() throws {
        let document = try document(yaml)
        try #require(chmod(folder["oyd.yaml"], 0o606) == 0)
        let found = #expect(throws: Findings.self) { _ = try Preflight(document, now: WallTime(milliseconds: 5)) }
        #expect(found?.all == ["\(folder["oyd.yaml"]): has mode 0606: others can change it"])
    }

    @Test("Nor are authorities that others can change believed, or those in a folder in which others can write")
    func looseAuthorities() throws {
        try folder.write("ca.pem", "", mode: 0o606)
        let path = folder["ca.pem"]
        let named = yaml.replacing("com }", with: "com, ca_file: \(path) }")
        #expect(try findings(named) == ["\(folder["oyd.yaml"]):2: upstream.ca_file: \(path): has mode 0606: others can change it"])
        try #require(chmod(path, 0o644) == 0)
        #expect(try findings(named) == [])
        try folder.makeFolder("open", mode: 0o777)
        try folder.link("ca.pem", to: "open/ca.pem")
        try folder.write("open/ca.pem", "")
        #expect(
            try findings(named) == [
                "\(folder["oyd.yaml"]):2: upstream.ca_file: \(path): \(folder["open"]) has mode 0777: others can exchange what is in it",
            ])
    }

    @Test("Where the socket is handed over, nothing is asked of its place")
    func handedOver() throws {
        let spoiled = yaml.replacing("/oyd.sock }", with: "/none/oyd.sock, group: no-such-group-here }")
        #expect(try findings(spoiled, makesSocket: false) == [])
    }
}
