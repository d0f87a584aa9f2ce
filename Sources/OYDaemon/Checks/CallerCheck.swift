import Contract
import Gateway
import Glibc
import HostFiles
import Logging

/// What keeps a caller whose entry names a program from being served, lets others be served as it, or allows it what it can never call. None of
/// it stands in the way of the gateway: a service may be installed later.
enum CallerCheck {
    /// The process that looks at its callers' programs.
    struct Viewer: Sendable {
        var uid: UInt32
        var gid: UInt32
        /// The kernel shows it other users' programs, too (CAP_SYS_PTRACE).
        var seesAll: Bool

        /// Whether the kernel shows it what a caller runs (ptrace(2), "Ptrace access mode checking").
        func sees(_ caller: Caller) -> Bool {
            seesAll || (caller.uid == uid && (caller.gid ?? gid) == gid)
        }

        /// This process.
        static var current: Self {
            Self(uid: geteuid(), gid: getegid(), seesAll: EffectiveCapabilities.current.contains(.sysPtrace))
        }
    }

    /// A sentence each, for an operator.
    static func warnings(
        _ callers: [Caller], _ endpoints: EndpointTable, seenBy viewer: @autoclosure () -> Viewer = .current
    ) -> [String] {
        programWarnings(callers, viewer()) + callers.flatMap { methodWarnings($0, endpoints) }
    }

    private static func programWarnings(_ callers: [Caller], _ viewer: @autoclosure () -> Viewer) -> [String] {
        callers.compactMap { caller in
            guard let path = caller.executable else { return nil }
            return problem(with: path, of: caller, viewer()).map { "caller \(caller.name): executable \(path): \($0)" }
        }
    }

    /// Says the same in the log.
    static func log(_ callers: [Caller], _ endpoints: EndpointTable, to logger: Logger) {
        logger.warning("A caller's entry needs a look", causes: warnings(callers, endpoints))
    }

    private static func problem(with path: String, of caller: Caller, _ viewer: Viewer) -> String? {
        if !viewer.sees(caller) {
            let who = "uid \(caller.uid)" + (caller.gid.map { ", gid \($0)" } ?? "")
            return "the kernel does not tell this process what \(who) runs (that takes CAP_SYS_PTRACE): the caller is refused"
        }
        let way = PathWalk(following: path, trusted: [0, viewer.uid, caller.uid])
        guard let status = FileStatus(of: way.end), status.kind != .folder else {
            return "\(way.missing ?? "is a folder"): the caller is refused"
        }
        if way.end != path { return "the file itself is \(way.end), as which the kernel shows it: the caller is refused" }
        if let problem = way.untrusted { return "\(problem): whoever does is served as \(caller.name)" }
        if status.kind != .plain || status.mode & 0o111 == 0 { return "is no program that can run: the caller is refused" }
        if isScript(path) { return "is a script, and the kernel shows its interpreter: the caller is refused" }
        if status.isWritableByOthers || !status.isOwned(byOneOf: [0, viewer.uid, caller.uid]) {
            return "belongs to uid \(status.uid) with mode \(status.modeText): others can change it, and are served as \(caller.name)"
        }
        return nil
    }

    /// False where it can't be read.
    private static func isScript(_ path: String) -> Bool {
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { return false }
        defer { close(file) }
        var begin: [UInt8] = [0, 0]
        return read(file, &begin, begin.count) == begin.count && begin == Array("#!".utf8)
    }
}
