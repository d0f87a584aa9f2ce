import Glibc
import NIOCore
import NIOSSL
import Synchronization

/// The connections that are open, so that a refusal of service and the end of the simulator can cut them.
final class Connections: Sendable {
    private struct State {
        var open: [ObjectIdentifier: any Channel] = [:]
        var control: Set<ObjectIdentifier> = []
        var isClosing = false
    }

    private let state = Mutex(State())

    /// - Parameter forControl: by where it came in, so that a refusal that begins at this moment spares it, too.
    func opened(_ channel: any Channel, forControl: Bool = false) {
        let isLate = state.withLock { state in
            state.open[ObjectIdentifier(channel)] = channel
            if forControl { state.control.insert(ObjectIdentifier(channel)) }
            return state.isClosing
        }
        if isLate { channel.close(promise: nil) }
    }

    /// Marks a connection on which the control API was used: a refusal spares it.
    func usedForControl(_ channel: any Channel) {
        state.withLock { _ = $0.control.insert(ObjectIdentifier(channel)) }
    }

    func closed(_ channel: any Channel) {
        state.withLock {
            $0.open.removeValue(forKey: ObjectIdentifier(channel))
            $0.control.remove(ObjectIdentifier(channel))
        }
    }

    /// Closes every connection but those of the control API.
    func closeAllButControl() {
        let channels = state.withLock { state in
            state.open.filter { !state.control.contains($0.key) }.map(\.value)
        }
        for channel in channels { Self.cut(channel, reset: false) }
    }

    /// Closes every connection, those included that are only just being accepted.
    func closeAll() {
        let channels = state.withLock { state in
            state.isClosing = true
            return Array(state.open.values)
        }
        for channel in channels { Self.cut(channel, reset: false) }
    }

    /// Ends a connection as a failing network does: no TLS farewell, and with `reset` a RST instead of a FIN.
    static func cut(_ channel: any Channel, reset: Bool) {
        let loop = channel.eventLoop
        guard loop.inEventLoop else { return loop.execute { cut(channel, reset: reset) } }
        if reset, let socket = channel as? any SocketOptionProvider {
            // On the channel's own loop this takes effect before the call returns.
            _ = socket.setSoLinger(linger(l_onoff: 1, l_linger: 0))
        }
        // Closing from the TLS handler's own place in the pipeline goes past it.
        if let tls = try? channel.pipeline.syncOperations.context(handlerType: NIOSSLServerHandler.self) {
            tls.close(promise: nil)
        } else {
            channel.close(promise: nil)
        }
    }
}
