import CHost
import Glibc

/// What the process gives up before it reads a secret.
enum Hardening {
    /// No core files, and no reading of this process's memory by others of its uid (design, "Credentials").
    ///
    /// Both are a process's own business and cannot fail for want of rights; a kernel that refuses is one on which
    /// the key would not be safe, so the daemon does not start there.
    static func apply() throws(HardeningError) {
        var limit = rlimit(rlim_cur: 0, rlim_max: 0)
        guard setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &limit) == 0 else {
            throw HardeningError(what: "core files could not be switched off", code: errno)
        }
        guard oy_set_undumpable() == 0 else {
            throw HardeningError(what: "the process could not be made undumpable", code: errno)
        }
    }
}

/// What the process takes up so that callers cannot starve it.
enum Descriptors {
    /// Raises the number of open files to what the host allows: connections of callers must leave room for the ledger
    /// and for OY!. A kernel that refuses leaves the limit as it is.
    static func raise() {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        limit.rlim_cur = limit.rlim_max
        _ = setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }

    /// How many connections of callers leave enough descriptors for everything else.
    static func connections() -> Int {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 256 }
        return max(64, min(Limits.connections, Int(clamping: limit.rlim_cur) - Limits.reservedDescriptors))
    }
}

/// The kernel refused a protection.
struct HardeningError: Error, CustomStringConvertible {
    let what: String
    let code: Int32

    var description: String { "\(what): \(String(cString: strerror(code)))" }
}
