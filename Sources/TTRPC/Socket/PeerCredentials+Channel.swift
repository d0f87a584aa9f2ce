import Glibc
import NIOCore

extension PeerCredentials {
    /// What the kernel recorded when the peer connected.
    ///
    /// Must be called on the channel's event loop, where it answers at once. Fails where the channel is no Unix socket.
    static func read(from channel: any Channel) -> EventLoopFuture<PeerCredentials> {
        guard let socket = channel as? any SocketOptionProvider else {
            return channel.eventLoop.makeFailedFuture(ChannelError.operationUnsupported)
        }
        let credentials: EventLoopFuture<Record> = socket.unsafeGetSocketOption(level: .socket, name: .so_peercred)
        let descriptor: EventLoopFuture<CInt> = socket.unsafeGetSocketOption(level: .socket, name: .so_peerpidfd)
        let process = descriptor.map { Optional(ProcessHandle(owning: $0)) }.recover { _ in nil }
        return credentials.and(process).flatMapThrowing { credentials, process in
            // The kernel says uid -1 where it does not know; nobody may be matched by that.
            guard credentials.uid != .max else { throw ChannelError.operationUnsupported }
            return PeerCredentials(
                pid: credentials.pid, uid: credentials.uid, gid: credentials.gid, process: process)
        }
    }
}

/// The kernel's `struct ucred`, which the C library shows to GNU sources only.
private struct Record {
    var pid: Int32
    var uid: UInt32
    var gid: UInt32
}

extension NIOBSDSocket.Option {
    fileprivate static let so_peercred = Self(rawValue: SO_PEERCRED)
    /// Newer than the C library's header (Linux 6.5).
    fileprivate static let so_peerpidfd = Self(rawValue: 77)
}
