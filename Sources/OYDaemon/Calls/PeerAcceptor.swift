import Gateway
import TTRPC

/// Takes peers in, as far as they are admitted.
struct PeerAcceptor: ConnectionHandler {
    let admission: CallAdmission
    let dispatcher: CallDispatcher
    let settings: LiveSettings
    let clock: any Timekeeper
    let shuttingDown = Status(RPCError.shuttingDown)

    func accept(_ peer: PeerCredentials) -> (any CallHandler)? {
        admission.connected(Peer(peer)).map {
            PeerCalls(peer: $0, admission: admission, dispatcher: dispatcher, settings: settings, clock: clock)
        }
    }

    func turnedAway(_ peer: PeerCredentials) {
        admission.turnedAway(Peer(peer))
    }
}

extension Peer {
    fileprivate init(_ peer: PeerCredentials) {
        self.init(uid: peer.uid, gid: peer.gid, pid: peer.pid, executable: peer.executablePath())
    }
}
