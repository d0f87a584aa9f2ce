import Gateway
import Glibc

/// Times for people and machines, RFC 3339 in UTC with milliseconds.
enum Timestamp {
    static func now() -> String {
        string(SystemTimekeeper().wallNow)
    }

    static func string(_ time: WallTime) -> String {
        var (seconds, milliseconds) = time.milliseconds.quotientAndRemainder(dividingBy: 1_000)
        if milliseconds < 0 { (seconds, milliseconds) = (seconds - 1, milliseconds + 1_000) }
        var clock = time_t(seconds)
        var parts = tm()
        gmtime_r(&clock, &parts)
        let day = "\(pad(parts.tm_year + 1_900, 4))-\(pad(parts.tm_mon + 1))-\(pad(parts.tm_mday))"
        let moment = "\(pad(parts.tm_hour)):\(pad(parts.tm_min)):\(pad(parts.tm_sec)).\(pad(Int32(milliseconds), 3))"
        return "\(day)T\(moment)Z"
    }

    private static func pad(_ number: Int32, _ width: Int = 2) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
