import Foundation
import FoundationNetworking
import Testing

/// oysim's control API (docs/simulator.md), as far as the tests use it.
struct ControlAPI: Sendable {
    let port: Int

    /// Something other than 2xx.
    struct Refused: Error, CustomStringConvertible {
        let description: String
    }

    // MARK: Record

    /// Forgets what was received so far.
    func forgetRequests() async throws {
        try await send("DELETE", "requests")
    }

    /// What was received since `forgetRequests`, once there are `count` requests.
    func requests(count: Int = 1) async throws -> [RecordedRequest] {
        let data = try await send("GET", "requests?count=\(count)&wait=20&limit=1000")
        return try JSONDecoder().decode(RecordedRequests.self, from: data).requests
    }

    // MARK: Faults

    /// Answers the next request to `path` with exactly these bytes.
    func answer(_ path: String, _ body: String, status: Int = 200, count: Int = 1) async throws {
        try await fault([
            "kind": "answer", "path": .string(path), "body": .string(body), "status": .number("\(status)"),
            "count": .number("\(count)"),
        ])
    }

    /// Scripts a fault and gives its id.
    @discardableResult
    func fault(_ fault: JSONValue) async throws -> String {
        let answer = try JSONValue([UInt8](try await send("POST", "faults", fault)))
        return try #require(answer["id"]).description
    }

    /// Waits until a fault holds so many requests back.
    func untilHeld(_ fault: String, count: Int = 1) async throws {
        let state = try JSONValue([UInt8](try await send("GET", "faults/\(fault)?held=\(count)&wait=20")))
        try #require(state["held"]?.description == "\(count)")
    }

    /// Lets go what a fault holds back.
    func release(_ fault: String) async throws {
        try await send("POST", "faults/\(fault)/release")
    }

    func removeFault(_ fault: String) async throws {
        try await send("DELETE", "faults/\(fault)")
    }

    func removeFaults() async throws {
        try await send("DELETE", "faults")
    }

    // MARK: Books

    func virtualAccounts() async throws -> JSONValue {
        try JSONValue([UInt8](try await send("GET", "virtual-accounts")))
    }

    func payouts() async throws -> JSONValue {
        try JSONValue([UInt8](try await send("GET", "payouts")))
    }

    @discardableResult
    func send(_ method: String, _ path: String, _ body: JSONValue? = nil) async throws -> Data {
        guard let url = URL(string: "http://127.0.0.1:\(port)/_sim/\(path)") else {
            throw Refused(description: "\(path) is no URL")
        }
        var request = URLRequest(url: url)
        request.httpMethod = method
        if let body {
            request.httpBody = Data(body.description.utf8)
            request.setValue("application/json", forHTTPHeaderField: "Content-Type")
        }
        let (data, response) = try await URLSession.shared.data(for: request)
        let status = (response as? HTTPURLResponse)?.statusCode ?? 0
        guard (200..<300).contains(status) else {
            throw Refused(description: "\(method) \(path): \(status) \(String(decoding: data, as: UTF8.self))")
        }
        return data
    }
}
