/// What the daemon tells the service manager (`sd_notify(3)`).
enum NotifyMessage: Equatable {
    /// It serves, after a start or a reload.
    case ready
    /// It reads its configuration anew; the time is CLOCK_MONOTONIC's.
    case reloading(monotonicMicroseconds: Int64)
    case stopping
    /// It is alive.
    case watchdog
    /// One line for `systemctl status`.
    case status(String)

    /// The line of the protocol. A line end in a status would begin another assignment.
    var line: String {
        switch self {
        case .ready: "READY=1"
        case .reloading(let time): "RELOADING=1\nMONOTONIC_USEC=\(time)"
        case .stopping: "STOPPING=1"
        case .watchdog: "WATCHDOG=1"
        case .status(let text): "STATUS=\(String(text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : Character($0) }))"
        }
    }
}
