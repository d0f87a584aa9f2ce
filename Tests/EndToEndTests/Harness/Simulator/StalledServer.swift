import Glibc
import TestSupport

/// A server in OY!'s place whose window is full after the first bytes of a request: the rest waits in the kernel of whoever sends it.
final class StalledServer: @unchecked Sendable {
    // @unchecked: one task at a time uses it.
    private let listener: CInt
    private var connections: [CInt] = []
    let port: UInt16

    init() throws {
        listener = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
        guard listener >= 0 else { throw SystemError("socket") }
        // Before it listens, so that connections begin with a window as small.
        var bytes: CInt = 1
        guard setsockopt(listener, SOL_SOCKET, SO_RCVBUF, &bytes, socklen_t(MemoryLayout.size(ofValue: bytes))) == 0 else {
            throw SystemError("SO_RCVBUF")
        }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout.size(ofValue: address))
        let fd = listener
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(fd, address, length) == 0 && listen(fd, 16) == 0 && getsockname(fd, address, &length) == 0
            }
        }
        guard isBound else { throw SystemError("listen") }
        port = UInt16(bigEndian: address.sin_port)
    }

    deinit {
        for connection in connections + [listener] { close(connection) }
    }

    /// Waits until the first bytes of a request have come, and leaves them there.
    ///
    /// - Returns: the connection that brought them.
    func firstRequest() throws -> CInt {
        while true {
            var polls = ([listener] + connections).map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
            guard poll(&polls, nfds_t(polls.count), 60_000) > 0 else { throw SystemError("no request has come") }
            for ready in polls where ready.revents != 0 {
                if ready.fd == listener {
                    connections.append(accept(listener, nil, nil))
                } else {
                    var byte: UInt8 = 0
                    if recv(ready.fd, &byte, 1, CInt(MSG_PEEK)) == 1 { return ready.fd }
                    connections.removeAll { $0 == ready.fd }
                    close(ready.fd)
                }
            }
        }
    }

    /// Reads all that comes, until the other side ends.
    ///
    /// - Returns: what came, and whether the end was a reset.
    func drain(_ connection: CInt) -> (bytes: [UInt8], isReset: Bool) {
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(connection, &piece, piece.count, 0)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return (bytes, count < 0 && errno == ECONNRESET) }
            bytes += piece[..<count]
        }
    }
}
