import Glibc
import HostFiles
import Logging
import ServiceLifecycle
import TTRPC

/// Checks now and then that the callers' socket still has its name. If something removed it, nobody can connect, and nothing else would
/// say so. A socket that was handed over may have lost its name before: it survives a restart.
struct SocketWatch: Service {
    private let path: String
    /// The socket as it stood there at the start; nil where none did, and then only another start can bring it back.
    private let socket: FileNumber?
    /// Who makes it.
    private let maker: Maker
    private let alarms: AlarmBoard
    private let logger: Logger
    private let pause: Duration

    /// Who makes the socket anew, and so what is to be started anew where it is gone.
    enum Maker: String {
        case daemon = "oyd"
        /// Its unit for the socket; with it the daemon is started anew, too.
        case serviceManager = "oyd.socket"
    }

    /// The name of a socket that was handed over; nil where it has none among files.
    static func path(of descriptor: CInt) -> String? {
        var address = sockaddr_un()
        var length = socklen_t(MemoryLayout<sockaddr_un>.size)
        let isNamed = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) == 0 }
        }
        guard isNamed else { return nil }
        let path = withUnsafeBytes(of: address.sun_path) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        return PathParts.isAbsolute(path) ? path : nil
    }

    /// Nil where this process can't look into the folder: the service manager may have made the socket where only others see it.
    init?(path: String, madeBy maker: Maker, alarms: AlarmBoard, logger: Logger, pause: Duration = Limits.socketPause) {
        guard access(PathParts(path).folder, X_OK) == 0 else {
            logger.notice("The socket's folder can't be looked into: nobody watches whether it stays", metadata: ["path": "\(path)"])
            return nil
        }
        self.path = path
        self.maker = maker
        socket = FileNumber(socketAt: path)
        self.alarms = alarms
        self.logger = logger
        self.pause = pause
    }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                look()
                try? await Task.sleep(for: pause)
            }
        }
    }

    private func look() {
        let isThere = socket != nil && FileNumber(socketAt: path) == socket
        guard isThere == alarms.isRaised(.socketGone) else { return }
        guard !isThere else {
            alarms.clear(.socketGone)
            return logger.notice("The socket is back", metadata: ["alarm": "\(Alarm.socketGone.rawValue)", "path": "\(path)"])
        }
        alarms.raise(.socketGone)
        logger.critical(
            "The socket was removed or replaced: nobody can connect until it is made anew",
            metadata: ["alarm": "\(Alarm.socketGone.rawValue)", "path": "\(path)", "restart": "\(maker.rawValue)"])
    }
}
