import Glibc

/// Signals that nobody sends on purpose, or that only say that somebody has stopped reading: a daemon that pays does not
/// die of them. SIGTERM and SIGINT end it, SIGHUP has it read its configuration anew.
enum Signals {
    static func ignoreStray() {
        for number in [SIGPIPE, SIGUSR1, SIGUSR2, SIGALRM, SIGVTALRM, SIGTTIN, SIGTTOU] { signal(number, SIG_IGN) }
    }
}
