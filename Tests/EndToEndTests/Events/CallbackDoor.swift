import Foundation
import FoundationNetworking
import TestSupport
import Testing

/// A daemon's callback listener, as OY! and everybody else sees it.
struct CallbackDoor: Sendable {
    static let token = "t0ken-of-the-tests-0123456789"
    let port: Int

    /// Sections of a configuration with a listener on any port.
    static func configure(_ configuration: inout OYDConfiguration, lookUpFor: String = "2s") throws {
        let file = try configuration.directory.write("callback-token", token + "\n")
        configuration.callers = configuration.callers.map { caller in
            var caller = caller
            caller.events = ["va", "kyc", "pfm", "disbursement", "payout"]
            return caller
        }
        configuration.more += """
            callbacks:
              listen: 127.0.0.1:0
              token_file: \(file)
              allow: [127.0.0.0/8]
              trusted_proxies: [127.0.0.1]
              rate: 10000/s
              look_up_for: \(lookUpFor)

            """
    }

    /// The same with a listener on a Unix socket, for callbacks from 203.0.113.0/24.
    ///
    /// - Returns: the socket's path.
    static func configureSocket(_ configuration: inout OYDConfiguration) throws -> String {
        let path = configuration.directory["callbacks.sock"]
        try configure(&configuration)
        configuration.more = configuration.more.replacing("127.0.0.1:0", with: "unix:\(path)")
            .replacing("allow: [127.0.0.0/8]", with: "allow: [203.0.113.0/24]")
        return path
    }

    /// Posts a KYC verdict to a listener on a Unix socket, as a front would.
    ///
    /// - Parameter forwarded: what the front says of where it comes from, a header each.
    /// - Returns: the status.
    static func postVerdict(to path: String, forwardedFor forwarded: [String], token: String = CallbackDoor.token) async throws -> Int {
        let verdict = #"{"status":{"code":"000","message":"verified"}}"#
        let headers = forwarded.map { "X-Forwarded-For: \($0)\r\n" }.joined()
        let request = """
            POST /callbacks/\(token)/kyc HTTP/1.1\r
            Host: front\r
            Connection: close\r
            Content-Type: application/json\r
            Content-Length: \(verdict.utf8.count)\r
            \(headers)\r
            \(verdict)
            """
        let answer = try await RawSocket.exchange(path: path, sending: Array(request.utf8))
        return try #require(status(of: answer), "\(String(decoding: answer, as: UTF8.self))")
    }

    /// The status of an answer as it came over a socket; nil where it is none.
    static func status(of answer: [UInt8]) -> Int? {
        String(decoding: answer, as: UTF8.self).firstMatch(of: #/^HTTP/1.1 (\d+) /#).flatMap { Int($0.1) }
    }

    /// The listener of a daemon, once it is open.
    init(of daemon: DaemonProcess) async throws {
        let line = try await daemon.process.standardError.line(containing: "Receiving callbacks")
        let address = try #require(line.firstMatch(of: /address="?127\.0\.0\.1:(\d+)/))
        port = try #require(Int(address.1))
    }

    struct Answer: Sendable, Equatable {
        var status: Int
        var headers: [String: String]
        var body: String
    }

    @discardableResult
    func post(
        _ kind: String, _ body: String, token: String = CallbackDoor.token, method: String = "POST",
        headers: [String: String] = ["Content-Type": "application/json"]
    ) async throws -> Answer {
        try await send(method, "/callbacks/\(token)/\(kind)", body, headers)
    }

    func send(_ method: String, _ path: String, _ body: String, _ headers: [String: String]) async throws -> Answer {
        var request = URLRequest(url: try #require(URL(string: "http://127.0.0.1:\(port)\(path)")))
        request.httpMethod = method
        if method != "GET" { request.httpBody = Data(body.utf8) }
        for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
        let (data, response) = try await URLSession.shared.data(for: request)
        let http = try #require(response as? HTTPURLResponse)
        var seen: [String: String] = [:]
        for (name, value) in http.allHeaderFields { seen["\(name)".lowercased()] = "\(value)" }
        return Answer(status: http.statusCode, headers: seen, body: String(decoding: data, as: UTF8.self))
    }
}

extension Stage.Plan {
    /// With a listener for callbacks, found by `CallbackDoor(of:)`.
    static func receivingCallbacks(_ more: @escaping @Sendable (inout OYDConfiguration) throws -> Void = { _ in }) -> Self {
        Self {
            try CallbackDoor.configure(&$0)
            try more(&$0)
        }
    }
}
