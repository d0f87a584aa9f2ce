import Glibc
import TTRPC

/// What the service manager said by the environment (systemd, or another that keeps to its protocols).
struct ServiceManager: Sendable {
    /// Where it is told how the daemon is; nil where nobody asks.
    let notify: NotifySocket?
    /// How often it wants a sign of life, at least; nil where it does not.
    let watchdog: Duration?
    /// The listening socket that it hands over; nil where the daemon makes its own.
    let socket: CInt?

    /// What can't be followed.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// - Parameters:
    ///   - environment: the process's.
    ///   - pid: the process's: what is meant for another, a parent say, is not ours.
    init(_ environment: [String: String] = Self.environment, pid: pid_t = getpid()) throws(Failure) {
        notify = NotifySocket(environment)
        watchdog = Self.watchdog(environment, pid: pid)
        socket = try Self.socket(environment, pid: pid)
    }

    func tell(_ message: NotifyMessage, status: String? = nil) {
        if let status {
            notify?.send(message, .status(status))
        } else {
            notify?.send(message)
        }
    }

    /// `sd_watchdog_enabled(3)`.
    private static func watchdog(_ environment: [String: String], pid: pid_t) -> Duration? {
        guard let microseconds = environment["WATCHDOG_USEC"].flatMap(Int64.init), microseconds > 0 else { return nil }
        if let meant = environment["WATCHDOG_PID"], meant != "\(pid)" { return nil }
        return .microseconds(microseconds)
    }

    /// `sd_listen_fds(3)`: the first descriptor is 3. Several are refused, because nothing says which is for callers.
    private static func socket(_ environment: [String: String], pid: pid_t) throws(Failure) -> CInt? {
        guard let count = environment["LISTEN_FDS"], environment["LISTEN_PID"] == "\(pid)" else { return nil }
        guard count == "1" else {
            throw Failure(description: "the service manager hands over \(count) sockets ($LISTEN_FDS); one is expected")
        }
        return 3
    }

    static var environment: [String: String] {
        let names = ["NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID", "LISTEN_FDS", "LISTEN_PID"]
        return Dictionary(
            uniqueKeysWithValues: names.compactMap { name in getenv(name).map { (name, String(cString: $0)) } })
    }
}
