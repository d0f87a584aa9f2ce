internal import Glibc
internal import NIOCore
internal import NIOSSL

/// What the kernel knows of a connection that the event loop may not have heard yet, and does for it behind the event loop's back.
enum TCPState {
    /// False where the other side is known to have closed. Costs one system call; true where the kernel does not say.
    static func isEstablished(_ channel: any Channel) -> Bool {
        let option = ChannelOptions.Types.SocketOption(level: .tcp, name: .init(rawValue: TCP_INFO))
        guard let options = channel.syncOptions, let info = try? options.getOption(option) else { return true }
        // The first bytes of `struct tcp_info`, of which the first is the state.
        return UInt8(truncatingIfNeeded: info.littleEndian) == UInt8(TCP_ESTABLISHED)
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
