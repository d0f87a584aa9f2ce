import Glibc

/// Why the system said no, in its own words.
public enum SystemReason {
    /// - Parameter code: of those in `errno(3)`.
    public static func of(_ code: CInt) -> String {
        String(cString: strerror(code))
    }

    /// Of what has just failed: of `errno`.
    public static var last: String { of(errno) }
}
