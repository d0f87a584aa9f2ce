import Glibc
import Logging
import ServiceLifecycle
import TTRPC

/// Looks now and then whether the callers' socket still stands under its name. Where something removed it, nobody can connect
/// any more, and nothing else would say so.
struct SocketWatch: Service {
    private let path: String
    private let file: FileIdentity
    private let alarms: AlarmBoard
    private let logger: Logger
    private let pause: Duration

    /// The name of a socket that was handed over; nil where it has none among files.
    static func path(of descriptor: CInt) -> String? {
        var address = sockaddr_un()
        var length = socklen_t(MemoryLayout<sockaddr_un>.size)
        let isNamed = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) == 0 }
        }
        guard isNamed else { return nil }
        let path = withUnsafeBytes(of: address.sun_path) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        return path.hasPrefix("/") ? path : nil
    }

    /// Nil where nothing stands under this name.
    init?(path: String, alarms: AlarmBoard, logger: Logger, pause: Duration = Limits.socketPause) {
        guard let file = FileIdentity(path) else { return nil }
        self.path = path
        self.file = file
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
        let isThere = FileIdentity(path) == file
        guard isThere == alarms.isRaised(.socketGone) else { return }
        guard !isThere else {
            alarms.clear(.socketGone)
            return logger.notice("The socket is back", metadata: ["path": "\(path)"])
        }
        alarms.raise(.socketGone)
        logger.critical("The socket was removed or replaced: nobody can connect until a restart", metadata: ["path": "\(path)"])
    }
}
