import Logging

extension Logger.Level {
    /// What the journal takes a line's priority from, in front of it: syslog(3)'s number.
    var journalMark: String {
        switch self {
        case .critical: "<2>"
        case .error: "<3>"
        case .warning: "<4>"
        case .notice: "<5>"
        case .info: "<6>"
        case .debug, .trace: "<7>"
        }
    }
}
