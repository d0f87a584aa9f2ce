import NIOCore
import Synchronization

/// The places at a listener: whoever takes the last one has another connection closed, so that nobody keeps others out by holding connections
/// open (`ConnectionEviction`).
final class ConnectionSlots: Sendable {
    private struct Connections {
        var eviction: ConnectionEviction
        var channels: [ObjectIdentifier: any Channel] = [:]
    }

    private let connections: Mutex<Connections>

    init(_ places: Int) {
        connections = Mutex(Connections(eviction: ConnectionEviction(places: places)))
    }

    /// A connection is open. `left` gives its place back.
    ///
    /// - Returns: the one that is to be closed for the next one.
    func entered(_ channel: any Channel) -> (any Channel)? {
        connections.withLock { connections in
            connections.channels[ObjectIdentifier(channel)] = channel
            return connections.eviction.entered(ObjectIdentifier(channel)).flatMap { connections.channels[$0] }
        }
    }

    /// A connection has shown who it is of, and keeps its place.
    func recognized(_ channel: any Channel) {
        connections.withLock { $0.eviction.recognized(ObjectIdentifier(channel)) }
    }

    /// A connection has asked for something: the others have to go before it.
    func heard(_ channel: any Channel) {
        connections.withLock { $0.eviction.heard(ObjectIdentifier(channel)) }
    }

    /// A connection is closed, whether or not it had to go.
    func left(_ channel: any Channel) {
        connections.withLock { connections in
            connections.channels[ObjectIdentifier(channel)] = nil
            connections.eviction.left(ObjectIdentifier(channel))
        }
    }
}
