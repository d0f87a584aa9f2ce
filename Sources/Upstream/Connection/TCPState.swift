internal import Glibc
internal import NIOCore

/// What the kernel knows of a connection that the event loop may not have heard yet.
enum TCPState {
    /// False where the other side is known to have closed. Costs one system call; true where the kernel does not say.
    static func isEstablished(_ channel: any Channel) -> Bool {
        let option = ChannelOptions.Types.SocketOption(level: .tcp, name: .init(rawValue: TCP_INFO))
        guard let options = channel.syncOptions, let info = try? options.getOption(option) else { return true }
        // The first bytes of `struct tcp_info`, of which the first is the state.
        return UInt8(truncatingIfNeeded: info.littleEndian) == UInt8(TCP_ESTABLISHED)
    }
}
