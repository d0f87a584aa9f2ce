import NIOCore
import NIOPosix
import NIOSSL

@testable import OYSimulator

/// A client that sees the bytes: one connection per exchange, everything read until the server ends it.
struct TestClient: Sendable {
    var port: Int
    var tls: NIOSSLContext?
    var prefix = ""
    var username = "myuser"
    var apiKey = "7654321"

    /// What came back.
    struct Reply: Sendable {
        /// All bytes, as text.
        var raw: String
        /// The HTTP status, or nil where no head came.
        var status: Int?
        var headers: [String: String] = [:]
        /// Everything after the head.
        var body = ""
        /// Whether the connection ended with an error (a RST) rather than with an end of file.
        var wasReset: Bool
        /// Whether it ended with any error, an end of file without TLS's close_notify included.
        var endedInError = false

        var isWhole: Bool { headers["content-length"].flatMap(Int.init) == body.utf8.count }
        var json: JSON? { try? JSONReader.read(body.utf8) }
        var code: String? { json?["status"]?["code"]?.string }
    }

    func call(
        _ method: String, _ path: String, _ body: String? = nil, headers: [String]? = nil
    ) async throws -> Reply {
        try await send(request(method, path, body, headers: headers))
    }

    /// The bytes of a request that asks to close the connection afterwards.
    func request(
        _ method: String, _ path: String, _ body: String? = nil, headers: [String]? = nil, closes: Bool = true
    ) -> String {
        let standard = [
            "Content-Type: application/json", "Accept: application/json", "X-OY-Username: \(username)", "X-Api-Key: \(apiKey)",
        ]
        var lines = ["\(method) \(prefix)\(path) HTTP/1.1", "Host: localhost"] + (headers ?? standard)
        if let body { lines.append("Content-Length: \(body.utf8.count)") }
        if closes { lines.append("Connection: close") }
        return (lines + ["", ""]).joined(separator: "\r\n") + (body ?? "")
    }

    /// Sends bytes and reads until the end.
    func send(_ bytes: String) async throws -> Reply {
        let channel = try await connect()
        return try await channel.executeThenClose { inbound, outbound in
            do { try await outbound.write(ByteBuffer(string: bytes)) } catch {
                // The server may have cut the connection already; what it sent is still read.
            }
            var raw: [UInt8] = []
            do {
                for try await part in inbound { raw += part.readableBytesView }
                return Self.reply(raw, wasReset: false)
            } catch is IOError {
                var reply = Self.reply(raw, wasReset: true)
                reply.endedInError = true
                return reply
            } catch is NIOSSLError {
                var reply = Self.reply(raw, wasReset: false)
                reply.endedInError = true
                return reply
            }
        }
    }

    func connect() async throws -> NIOAsyncChannel<ByteBuffer, ByteBuffer> {
        try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let tls {
                        try channel.pipeline.syncOperations.addHandler(
                            NIOSSLClientHandler(context: tls, serverHostname: "localhost"))
                    }
                    return try NIOAsyncChannel(wrappingChannelSynchronously: channel)
                }
            }
    }

    private static func reply(_ raw: [UInt8], wasReset: Bool) -> Reply {
        let text = String(decoding: raw, as: UTF8.self)
        var reply = Reply(raw: text, wasReset: wasReset)
        guard let end = text.firstRange(of: "\r\n\r\n") else { return reply }
        let lines = text[..<end.lowerBound].split(separator: "\r\n")
        reply.status = lines.first?.split(separator: " ").dropFirst().first.flatMap { Int($0) }
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { continue }
            reply.headers[line[..<colon].lowercased()] = String(line[line.index(after: colon)...].drop { $0 == " " })
        }
        reply.body = String(text[end.upperBound...])
        return reply
    }
}
