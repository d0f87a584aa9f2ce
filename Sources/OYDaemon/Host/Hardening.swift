import CHost
import Glibc
import HostFiles

/// What the process gives up before it reads a secret.
enum Hardening {
    /// No core files, no reading of this process's memory by others of its uid, and no report of a crash that shows it
    /// (docs/threat-model.md).
    ///
    /// All are a process's own business and cannot fail for want of rights; a kernel that refuses is one on which
    /// the key would not be safe, so the daemon does not start there.
    static func apply() throws(HardeningError) {
        try leaveCrashesToKernel()
        var limit = rlimit(rlim_cur: 0, rlim_max: 0)
        guard setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &limit) == 0 else {
            throw HardeningError(what: "core files could not be switched off", code: errno)
        }
        guard oy_set_undumpable() == 0 else {
            throw HardeningError(what: "the process could not be made undumpable", code: errno)
        }
    }

    /// Takes back the handlers that Swift's runtime installs before `main`: on a crash they start a program that can be dumped,
    /// hand it all memory and every socket, and it prints what lies behind the registers. A crash ends the daemon by its signal,
    /// and by nothing else.
    private static func leaveCrashesToKernel() throws(HardeningError) {
        for number in [SIGQUIT, SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGTRAP] {
            var action = sigaction()
            action.__sigaction_handler.sa_handler = SIG_DFL
            guard sigaction(number, &action, nil) == 0 else {
                throw HardeningError(what: "reports of crashes could not be switched off", code: errno)
            }
        }
    }
}

/// The kernel refused a protection.
struct HardeningError: Error, CustomStringConvertible {
    let what: String
    let code: Int32

    var description: String { "\(what): \(SystemReason.of(code))" }
}
