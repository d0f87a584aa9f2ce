import Foundation
import FoundationNetworking
import TestSupport
import Testing

/// What the daemon's metrics say at one moment.
struct Scrape: Sendable {
    let text: String
    let contentType: String

    /// Asks the listener that the daemon's log tells of.
    static func of(_ daemon: DaemonProcess) async throws -> Scrape {
        let (data, response) = try await get("/metrics", from: daemon)
        try #require(response.statusCode == 200)
        return Scrape(
            text: String(decoding: data, as: UTF8.self), contentType: response.value(forHTTPHeaderField: "Content-Type") ?? "")
    }

    static func get(
        _ path: String, method: String = "GET", headers: [String: String] = [:], from daemon: DaemonProcess
    ) async throws -> (Data, HTTPURLResponse) {
        let line = try await daemon.process.standardError.line(containing: "Metrics are served")
        let port = try #require(line.split(separator: "port=").last.flatMap { Int($0) })
        let url = try #require(URL(string: "http://127.0.0.1:\(port)\(path)"))
        var request = URLRequest(url: url)
        request.httpMethod = method
        for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
        let (data, response) = try await URLSession.shared.data(for: request)
        return (data, try #require(response as? HTTPURLResponse))
    }

    /// The value of one series, written as in the text: `oyd_alarm{alarm="x"}`.
    subscript(_ series: String) -> Double? {
        text.split(separator: "\n").first { $0.hasPrefix("\(series) ") }.flatMap { Double($0.dropFirst(series.utf8.count + 1)) }
    }

    /// Asks again and again until `condition` holds.
    static func until(
        of daemon: DaemonProcess, _ condition: (Scrape) -> Bool
    ) async throws -> Scrape {
        var scrape = try await Scrape.of(daemon)
        try await Patience.until("the metrics never said so:\n\(scrape.text)", every: .milliseconds(50)) {
            if condition(scrape) { return true }
            scrape = try await Scrape.of(daemon)
            return false
        }
        return scrape
    }
}
