import Glibc
import Logging
import ServiceLifecycle

/// Looks now and then whether the callers' socket still stands under its name. Where something removed it, nobody can connect
/// any more, and nothing else would say so.
struct SocketWatch: Service {
    private struct Identity: Equatable {
        let device: dev_t
        let inode: ino_t

        /// Nil where there is nothing.
        init?(_ path: String) {
            var status = stat()
            guard lstat(path, &status) == 0 else { return nil }
            device = status.st_dev
            inode = status.st_ino
        }
    }

    private let path: String
    private let identity: Identity
    private let alarms: AlarmBoard
    private let logger: Logger
    private let pause: Duration

    /// Nil where there is no socket of this name: systemd's may have another.
    init?(path: String, alarms: AlarmBoard, logger: Logger, pause: Duration = Limits.socketPause) {
        guard let identity = Identity(path) else { return nil }
        self.path = path
        self.identity = identity
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
        let isThere = Identity(path) == identity
        guard isThere == alarms.isRaised(.socketGone) else { return }
        guard !isThere else {
            alarms.clear(.socketGone)
            return logger.notice("The socket is back", metadata: ["path": "\(path)"])
        }
        alarms.raise(.socketGone)
        logger.critical("The socket was removed or replaced: nobody can connect until a restart", metadata: ["path": "\(path)"])
    }
}
