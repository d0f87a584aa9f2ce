import Contract
import Gateway
import NIOCore

/// Writes a whole HTTP/1.1 request, head and body, into one buffer, so that it leaves in one write.
///
/// What is the same for every request is put together once; the documentation wants all four of its headers on every call,
/// Content-Type also where there is no body. Nothing that comes from outside can end a line: header names
/// and credentials were checked when they were made, and a byte of the target that has no place there is percent-encoded here,
/// whatever whoever built it should have done.
struct RequestEncoder: Sendable {
    private let pathPrefix: [UInt8]
    /// From the blank behind the target to the value of the user name's header.
    private let beforeUsername: [UInt8]
    private let beforeAPIKey: [UInt8]
    private static let beforeLength = Array("\r\nContent-Length: ".utf8)
    private static let emptyBody = Array("\r\nContent-Length: 0".utf8)
    private static let end = Array("\r\n\r\n".utf8)

    init(_ configuration: UpstreamConfiguration) {
        pathPrefix = Array(configuration.baseURL.pathPrefix.utf8)
        beforeUsername = Array(
            """
             HTTP/1.1\r
            Host: \(configuration.baseURL.hostHeader)\r
            User-Agent: oy-gateway\r
            Accept: application/json\r
            Content-Type: application/json\r
            \(configuration.usernameHeader.text):\u{20}
            """.utf8)
        beforeAPIKey = Array("\r\n\(configuration.apiKeyHeader.text): ".utf8)
    }

    func write(_ call: HTTPCall, credentials: Credentials, into buffer: inout ByteBuffer) {
        buffer.reserveCapacity(
            minimumWritableBytes: 128 + pathPrefix.count + call.target.utf8.count + beforeUsername.count + beforeAPIKey.count
                + credentials.username.count + credentials.apiKey.count + (call.body?.count ?? 0))
        buffer.writeString(call.verb.rawValue)
        buffer.writeInteger(UInt8(ascii: " "))
        buffer.writeBytes(pathPrefix)
        write(target: call.target, into: &buffer)
        buffer.writeBytes(beforeUsername)
        credentials.username.withUnsafeBytes { _ = buffer.writeBytes($0) }
        buffer.writeBytes(beforeAPIKey)
        credentials.apiKey.withUnsafeBytes { _ = buffer.writeBytes($0) }
        if let body = call.body {
            buffer.writeBytes(Self.beforeLength)
            buffer.writeString(String(body.count))
            buffer.writeBytes(Self.end)
            buffer.writeBytes(body)
        } else {
            if call.verb != .get { buffer.writeBytes(Self.emptyBody) }
            buffer.writeBytes(Self.end)
        }
    }

    private func write(target: String, into buffer: inout ByteBuffer) {
        if target.utf8.first != UInt8(ascii: "/") { buffer.writeInteger(UInt8(ascii: "/")) }
        if target.utf8.allSatisfy(RequestTarget.isAllowed) {
            buffer.writeString(target)
            return
        }
        for byte in target.utf8 {
            if RequestTarget.isAllowed(byte) {
                buffer.writeInteger(byte)
            } else {
                let digits = String(byte, radix: 16, uppercase: true)
                buffer.writeString(digits.utf8.count == 1 ? "%0\(digits)" : "%\(digits)")
            }
        }
    }
}
