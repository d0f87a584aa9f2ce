import Foundation

/// The service manager's end of a notification socket (`sd_notify(3)`): what was said there, in order.
public final class NotificationReceiver: Sendable {
    private struct Heard {
        var messages: [String] = []
        var fences = 0
    }

    /// What the receiver says to itself: when it has come, so has all that was said before.
    private static let fence = "FENCE"

    private let descriptor: CInt
    private let address: sockaddr_un
    private let length: socklen_t
    private let heard = Observed(Heard())

    /// - Parameter name: a path, or `@` and a name of the abstract namespace.
    public init(name: String) throws {
        var bytes = Array(name.utf8)
        if bytes[0] == UInt8(ascii: "@") { bytes[0] = 0 }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        self.address = address
        length = socklen_t(MemoryLayout<sockaddr_un>.size - MemoryLayout.size(ofValue: address.sun_path) + bytes.count)
        descriptor = socket(AF_UNIX, CInt(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw SystemError("socket") }
        guard withAddress({ bind(descriptor, $0, $1) }) == 0 else { throw SystemError("bind \(name)") }
        Thread.detachNewThread { [descriptor, heard] in Self.read(descriptor, heard) }
    }

    deinit {
        // Wakes the thread, which closes it.
        shutdown(descriptor, CInt(SHUT_RDWR))
    }

    /// How many messages have come.
    public var mark: Int { heard.value.messages.count }

    /// All that was said before this was called.
    public func messages() async throws -> [String] {
        let fence = Array(Self.fence.utf8)
        let sent = heard.value.fences
        let count = withAddress { sendto(descriptor, fence, fence.count, 0, $0, $1) }
        guard count == fence.count else { throw SystemError("sendto") }
        return try await heard.wait(for: "a message of one's own") { $0.fences > sent }.messages
    }

    /// So many messages behind `mark`, once they have come.
    public func messages(_ count: Int, after mark: Int = 0) async throws -> [String] {
        let all = try await heard.wait(for: "\(count) notifications") { $0.messages.count >= mark + count }.messages
        return Array(all[mark..<mark + count])
    }

    /// The first message behind `mark` that has this line, once it has come.
    @discardableResult
    public func message(with line: String, after mark: Int = 0) async throws -> String {
        @Sendable func first(_ heard: Heard) -> String? {
            heard.messages.dropFirst(mark).first { $0.split(separator: "\n").contains { $0.hasPrefix(line) } }
        }
        let what = "a notification with \(line)"
        guard let message = first(try await heard.wait(for: what) { first($0) != nil }) else {
            throw Patience.Exhausted(description: "waited in vain for \(what)")
        }
        return message
    }

    private func withAddress<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
        withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, length) }
        }
    }

    /// On a thread of its own until the socket is shut down.
    private static func read(_ descriptor: CInt, _ heard: Observed<Heard>) {
        var buffer = [UInt8](repeating: 0, count: 4_096)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            let text = String(decoding: buffer[..<count], as: UTF8.self)
            heard.update { heard in
                if text == fence { heard.fences += 1 } else { heard.messages.append(text) }
            }
        }
        close(descriptor)
    }
}
