internal import Glibc
internal import NIOCore
internal import NIOSSL

/// What the kernel knows of a connection that the event loop may not have heard yet, and does for it behind the event loop's back.
enum TCPState {
    /// False if the other side is known to have closed. Costs one system call; true if the kernel does not say.
    static func isEstablished(_ channel: any Channel) -> Bool {
        // The first bytes of `struct tcp_info`, of which the first is the state.
        guard let info = firstBytes(of: TCP_INFO, at: .tcp, on: channel) else { return true }
        return UInt8(truncatingIfNeeded: info.littleEndian) == UInt8(TCP_ESTABLISHED)
    }

    /// Whether something has come that nobody has read: bytes, or a polite end. Costs one system call; false if the kernel does not say.
    ///
    /// NIO keeps the descriptor to itself, so `recv` can't be asked to peek. The memory that waiting packets take says the same: it is
    /// zero if none waits.
    static func hasUnread(_ channel: any Channel) -> Bool {
        // The first 32 bits of SO_MEMINFO are SK_MEMINFO_RMEM_ALLOC, of what was received.
        firstBytes(of: SO_MEMINFO, at: .socket, on: channel).map { UInt32(truncatingIfNeeded: $0.littleEndian) != 0 } ?? false
    }

    private static func firstBytes(of option: CInt, at level: NIOBSDSocket.OptionLevel, on channel: any Channel) -> Int? {
        let option = ChannelOptions.Types.SocketOption(level: level, name: NIOBSDSocket.Option(rawValue: option))
        guard let options = channel.syncOptions else { return nil }
        return try? options.getOption(option)
    }

    /// Closes with a reset. Of a socket that is closed politely the kernel goes on sending what it has not got through yet, for
    /// minutes where the network is cut; here it drops it, so that nothing leaves this host any more.
    static func reset(_ channel: any Channel) {
        _ = (channel as? any SocketOptionProvider)?.setSoLinger(linger(l_onoff: 1, l_linger: 0))
        // Below TLS, whose handler would first say goodbye and wait for an answer.
        if let tls = try? channel.pipeline.syncOperations.context(handlerType: NIOSSLClientHandler.self) {
            tls.close(promise: nil)
        } else {
            channel.close(promise: nil)
        }
    }
}
