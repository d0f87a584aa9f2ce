import CHost
import Glibc
import HostFiles

/// What the process gives up before it reads a secret.
enum Hardening {
    /// No core files, and no reading of this process's memory by others of its uid (docs/threat-model.md).
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

/// The kernel refused a protection.
struct HardeningError: Error, CustomStringConvertible {
    let what: String
    let code: Int32

    var description: String { "\(what): \(SystemReason.of(code))" }
}
