import Foundation
import Testing

/// The service manager's end of a notification socket (`sd_notify(3)`): what the daemon said, in order.
final class NotificationReceiver: Sendable {
    let path: String
    private let said = Observed<[String]>([])

    init(in directory: TemporaryDirectory) throws {
        path = directory["notify"]
        let descriptor = socket(AF_UNIX, CInt(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw SystemError("socket") }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
        let result = withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard result == 0 else { throw SystemError("bind \(path)") }
        let said = said
        // Until the test process ends: nothing tells a datagram socket that nobody will write to it any more.
        Thread.detachNewThread {
            var buffer = [UInt8](repeating: 0, count: 4_096)
            while true {
                let count = recv(descriptor, &buffer, buffer.count, 0)
                if count < 0, errno == EINTR { continue }
                guard count >= 0 else { return }
                let text = String(decoding: buffer[..<count], as: UTF8.self)
                said.update { $0.append(text) }
            }
        }
    }

    /// How many datagrams have come.
    var mark: Int { said.value.count }

    /// The first datagram behind `mark` that has this line, once it has come.
    @discardableResult
    func message(with line: String, after mark: Int = 0) async throws -> String {
        @Sendable func first(_ all: [String]) -> String? {
            all.dropFirst(mark).first { $0.split(separator: "\n").contains { $0.hasPrefix(line) } }
        }
        let all = try await said.wait(for: "a notification with \(line)") { first($0) != nil }
        return try #require(first(all))
    }
}
