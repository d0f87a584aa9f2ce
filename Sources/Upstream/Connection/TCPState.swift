import Glibc
import NIOCore
import NIOSSL

/// What the kernel knows of a connection that the event loop may not have heard yet.
///
/// NIO lends the descriptor of an open channel. So this is asked only while the channel is active, and on its event loop, which is who closes it.
struct TCPState {
    /// What has come that nobody has read.
    enum Unread {
        case nothing
        case bytes
        /// What can be TLS's goodbye and can't be an answer: one record that holds no more than an alert.
        case goodbye
        /// The other side has closed, politely or not.
        case end
    }

    private let descriptor: CInt

    /// Nil for a channel that is no socket.
    init?(_ channel: any Channel) {
        let lent = try? channel.pipeline.syncOperations.withUnsafeTransportIfAvailable(of: NIOBSDSocket.Handle.self) { $0 }
        guard let lent else { return nil }
        descriptor = lent
    }

    /// Looks at what would be read next, and leaves it there. Costs one system call.
    var unread: Unread {
        // One byte more than an alert of TLS 1.3 takes.
        var bytes: InlineArray<25, UInt8> = .init(repeating: 0)
        while true {
            var span = bytes.mutableSpan
            let count = span.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress, $0.count, CInt(MSG_PEEK | MSG_DONTWAIT)) }
            if count > 0 { return Self.isAlert(bytes.span, count: count) ? .goodbye : .bytes }
            if count == 0 { return .end }
            switch errno {
            case EINTR: continue
            case EAGAIN: return .nothing
            default: return .end
            }
        }
    }

    /// Of TLS 1.2 an alert shows in clear. Of 1.3 it looks like data, of 19 bytes: level, description, true type and tag.
    private static func isAlert(_ bytes: Span<UInt8>, count: Int) -> Bool {
        guard count >= 5, bytes[1] == 3 else { return false }
        return bytes[0] == 21 || (bytes[0] == 23 && bytes[3] == 0 && bytes[4] == 19 && count == 24)
    }

    /// False if the other side is known to have closed, whatever is still to be read. Costs one system call; true if the kernel does not say.
    var isEstablished: Bool {
        // The first byte of `struct tcp_info` is the state.
        var state: UInt8 = 0
        var length = socklen_t(MemoryLayout.size(ofValue: state))
        guard getsockopt(descriptor, CInt(IPPROTO_TCP), TCP_INFO, &state, &length) == 0 else { return true }
        return state == UInt8(TCP_ESTABLISHED)
    }

    /// How the socket is closed, be it by the end of the process. Of one that is closed politely the kernel goes on sending what it has not
    /// got through yet, for minutes where the network is cut; with a reset it drops it, so that nothing leaves this host any more.
    static func setReset(_ isReset: Bool, atCloseOf channel: any Channel) {
        _ = (channel as? any SocketOptionProvider)?.setSoLinger(linger(l_onoff: isReset ? 1 : 0, l_linger: 0))
    }

    /// Closes at once, with a reset.
    static func reset(_ channel: any Channel) {
        setReset(true, atCloseOf: channel)
        // Below TLS, whose handler would first say goodbye and wait for an answer.
        if let tls = try? channel.pipeline.syncOperations.context(handlerType: NIOSSLClientHandler.self) {
            tls.close(promise: nil)
        } else {
            channel.close(promise: nil)
        }
    }
}
