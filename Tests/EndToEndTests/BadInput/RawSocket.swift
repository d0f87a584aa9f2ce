import Foundation
import TestSupport

/// A connection to the daemon's socket for bytes of any kind. Blocking calls, on a thread of their own.
enum RawSocket {
    /// A ttrpc frame as it came.
    struct Frame: Sendable {
        var stream: UInt32
        var type: UInt8
        var payload: [UInt8]

        /// The number of `status.code` in a Response; nil where there is no status.
        var errorCode: UInt8? {
            guard payload.first == 0x0A else { return nil }
            // The status' length is a varint; its first field is the code, less than 128.
            let status = payload.dropFirst().drop { $0 >= 0x80 }.dropFirst()
            return status.first == 0x08 ? status.dropFirst().first : nil
        }
    }

    /// A frame's bytes (docs/wire.md, "Frame").
    static func frame(stream: UInt32, type: UInt8, flags: UInt8, _ payload: [UInt8]) -> [UInt8] {
        func bigEndian(_ number: UInt32) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: number >> (24 - 8 * $0)) } }
        return bigEndian(UInt32(payload.count)) + bigEndian(stream) + [type, flags] + payload
    }

    /// The envelope of a call that every caller may make.
    private static let whoAmI: [UInt8] = {
        func text(_ tag: UInt8, _ text: String) -> [UInt8] { [tag, UInt8(text.utf8.count)] + text.utf8 }
        return text(0x0A, "oy.v1.GatewayService") + text(0x12, "WhoAmI")
    }()

    /// Sends bytes and closes.
    static func send(path: String, _ bytes: [UInt8]) async throws {
        try await onThread {
            let connection = try connect(path)
            defer { close(connection) }
            try write(bytes, to: connection)
        }
    }

    /// Sends bytes and reads frames until one on `stream` has come.
    static func exchange(path: String, sending bytes: [UInt8], until stream: UInt32) async throws -> [Frame] {
        try await onThread {
            let connection = try connect(path)
            defer { close(connection) }
            try write(bytes, to: connection)
            var frames: [Frame] = []
            while frames.last?.stream != stream { frames.append(try readFrame(from: connection)) }
            return frames
        }
    }

    /// Sends bytes and reads until the other end closes.
    ///
    /// - Parameter isLast: whether the other end hears that no more will come.
    static func exchange(path: String, sending bytes: [UInt8], isLast: Bool = false) async throws -> [UInt8] {
        try await onThread {
            let connection = try connect(path)
            defer { close(connection) }
            try write(bytes, to: connection)
            if isLast { shutdown(connection, CInt(SHUT_WR)) }
            return try readToEnd(of: connection)
        }
    }

    /// Sends bytes, does something else, sends more, and reads until the other end closes.
    static func exchange(
        path: String, sending bytes: [UInt8], continuing more: [UInt8], after meanwhile: () async throws -> Void
    ) async throws -> [UInt8] {
        let connection = try await onThread { try connect(path) }
        defer { close(connection) }
        try write(bytes, to: connection)
        try await meanwhile()
        try write(more, to: connection)
        return try await onThread { try readToEnd(of: connection) }
    }

    /// Sends bytes, and then one more after each pause, until the other end closes.
    ///
    /// - Returns: how long that took; nil where it did not close within `patience`.
    static func drip(
        path: String, after bytes: [UInt8], every pause: Duration, patience: Duration = Patience.event
    ) async throws -> Duration? {
        try await onThread {
            let connection = try connect(path)
            defer { close(connection) }
            try write(bytes, to: connection)
            let begin = ContinuousClock.now
            while begin.duration(to: .now) < patience {
                Thread.sleep(forTimeInterval: Double(pause.components.attoseconds) / 1e18 + Double(pause.components.seconds))
                var byte: UInt8 = 0
                let isClosed = recv(connection, &byte, 1, CInt(MSG_DONTWAIT)) == 0 || (try? write([32], to: connection)) == nil
                if isClosed { return begin.duration(to: .now) }
            }
            return nil
        }
    }

    /// Opens connections and keeps them open, while `body` runs.
    ///
    /// - Parameter sending: what each sends at once, as much of it as the daemon takes.
    static func holding<R>(
        _ count: Int, path: String, sending bytes: [UInt8], _ body: () async throws -> R
    ) async throws -> R {
        try await watching(count, path: path, sending: bytes) { _ in try await body() }
    }

    /// Opens one to a TCP port of the loopback and keeps it open, while `body` runs.
    ///
    /// - Parameter sending: what it sends at once, as much of it as the daemon takes; it reads nothing.
    static func holding<R>(port: UInt16, sending bytes: [UInt8], _ body: () async throws -> R) async throws -> R {
        try await watching(1, port: port, sending: bytes) { _ in try await body() }
    }

    /// The same with several, where `body` sees which of them the daemon keeps open.
    static func watching<R>(
        _ count: Int, port: UInt16, sending bytes: [UInt8], _ body: (Held) async throws -> R
    ) async throws -> R {
        let held = try await onThread {
            try (0..<count).map { _ in
                let connection = try connect(port: port)
                offer(bytes, to: connection)
                return connection
            }
        }
        defer { for connection in held { close(connection) } }
        return try await body(Held(connections: held))
    }

    /// The same, where `body` sees which of them the daemon keeps open.
    static func watching<R>(
        _ count: Int, path: String, sending bytes: [UInt8], _ body: (Held) async throws -> R
    ) async throws -> R {
        let held = try await onThread {
            try (0..<count).map { _ in
                let connection = try connect(path)
                offer(bytes, to: connection)
                return connection
            }
        }
        defer { for connection in held { close(connection) } }
        return try await body(Held(connections: held))
    }

    /// Connections that are kept open at this end.
    struct Held {
        fileprivate let connections: [CInt]

        /// How many of them the other end has not closed.
        var openCount: Int {
            connections.count { connection in
                var entry = pollfd(fd: connection, events: 0, revents: 0)
                return poll(&entry, 1, 0) == 0
            }
        }

        /// How many of them have nothing to read, not even the other end's close.
        var waitingCount: Int {
            connections.count { connection in
                var entry = pollfd(fd: connection, events: Int16(POLLIN), revents: 0)
                return poll(&entry, 1, 0) == 0
            }
        }

        /// How many of them have something to read.
        var answeredCount: Int {
            connections.count { connection in
                var entry = pollfd(fd: connection, events: Int16(POLLIN), revents: 0)
                return poll(&entry, 1, 0) == 1 && entry.revents == Int16(POLLIN)
            }
        }
    }

    /// Opens connections until the daemon closes one at once.
    ///
    /// - Returns: how many it has taken before, or nil where it takes them all.
    static func filling<R>(
        path: String, atMost most: Int, _ body: (_ taken: Int?) async throws -> R
    ) async throws -> R {
        let (held, taken) = try await onThread {
            var held: [CInt] = []
            for number in 0..<most {
                let connection = try connect(path)
                held.append(connection)
                // It answers a call, and closes a connection that it will not serve. What is no call, or is refused, has a rate.
                try? write(frame(stream: 1, type: 1, flags: 1, whoAmI), to: connection)
                if (try? readFrame(from: connection)) == nil { return (held, Optional(number)) }
            }
            return (held, nil)
        }
        defer { for connection in held { close(connection) } }
        return try await body(taken)
    }

    /// Writes as much as the other end takes, until it takes nothing for a while or closes.
    private static func offer(_ bytes: [UInt8], to connection: CInt) {
        var patience = timeval(tv_sec: 0, tv_usec: 200_000)
        setsockopt(connection, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        try? write(bytes, to: connection)
    }

    private static func connect(port: UInt16) throws -> CInt {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return try connect(AF_INET, to: address)
    }

    private static func connect(_ path: String) throws -> CInt {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        return try connect(AF_UNIX, to: address)
    }

    private static func connect<Address>(_ family: CInt, to address: Address) throws -> CInt {
        let descriptor = socket(family, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw SystemError("socket") }
        // A daemon that does not answer fails the test instead of hanging it.
        var patience = timeval(tv_sec: Int(Patience.event.components.seconds), tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        let result = withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Foundation.connect(descriptor, $0, socklen_t(MemoryLayout<Address>.size))
            }
        }
        guard result == 0 else {
            let error = SystemError("connect")
            close(descriptor)
            throw error
        }
        return descriptor
    }

    private static func write(_ bytes: [UInt8], to connection: CInt) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Foundation.send(connection, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL)) }
            guard count > 0 else { throw SystemError("send") }
            rest = rest.dropFirst(count)
        }
    }

    private static func readToEnd(of connection: CInt) throws -> [UInt8] {
        var answer: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4_096)
        while true {
            let count = recv(connection, &buffer, buffer.count, 0)
            guard count >= 0 else { throw SystemError("recv") }
            guard count > 0 else { return answer }
            answer += buffer[..<count]
        }
    }

    private static func readFrame(from connection: CInt) throws -> Frame {
        let header = try read(10, from: connection)
        func number(_ bytes: ArraySlice<UInt8>) -> UInt32 { bytes.reduce(0) { $0 << 8 | UInt32($1) } }
        let payload = try read(Int(number(header[0..<4])), from: connection)
        return Frame(stream: number(header[4..<8]), type: header[8], payload: payload)
    }

    private static func read(_ count: Int, from connection: CInt) throws -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var have = 0
        while have < count {
            let got = bytes.withUnsafeMutableBytes { recv(connection, $0.baseAddress! + have, count - have, 0) }
            guard got > 0 else { throw SystemError(got == 0 ? "the daemon closed the connection" : "recv") }
            have += got
        }
        return bytes
    }

    private static func onThread<R: Sendable>(_ body: @escaping @Sendable () throws -> R) async throws -> R {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { continuation.resume(with: Result { try body() }) }
        }
    }
}
