import Foundation
import TestSupport

/// A program that a test started. It is signalled only by its process id, and only while it is not yet reaped, so that
/// the id can't belong to anybody else; when nobody holds it any more it is killed.
final class ChildProcess: Sendable {
    let program: String
    let standardOutput: ProcessOutput
    let standardError: ProcessOutput
    let pid: pid_t
    private let exit = Observed<ExitStatus?>(nil)

    /// Starts `program`, an absolute path.
    ///
    /// - Parameters:
    ///   - environment: added to this process's own.
    ///   - input: what it reads from standard input; empty where nil.
    init(
        _ program: String, _ arguments: [String], environment: [String: String] = [:], input: [UInt8] = []
    ) throws {
        self.program = program
        let stdin = try Pipe()
        let stdout = try Pipe()
        let stderr = try Pipe()
        defer { for end in [stdin.read, stdout.write, stderr.write] { close(end) } }
        pid = try Self.spawn(
            program, arguments, ProcessInfo.processInfo.environment.merging(environment) { $1 },
            [stdin.read, stdout.write, stderr.write])
        standardOutput = ProcessOutput(reading: stdout.read)
        standardError = ProcessOutput(reading: stderr.read)
        let (pid, exit, inputEnd) = (pid, exit, stdin.write)
        Thread.detachNewThread {
            // A child that ends without reading its input is no reason for a signal.
            _ = input.withUnsafeBytes { send(inputEnd, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL)) }
            close(inputEnd)
            Self.reap(pid, exit)
        }
    }

    deinit {
        signal(SIGKILL)
    }

    /// Sends a signal, unless the process has ended.
    func signal(_ number: CInt) {
        exit.update { ended in
            if ended == nil { kill(pid, number) }
        }
    }

    /// How it ended, once it has.
    func exitStatus() async throws -> ExitStatus {
        let ended = try await exit.wait(for: "the end of process \(pid)") { $0 != nil }
        guard let ended else { throw CancellationError() }
        return ended
    }

    /// Kills it, and waits until it is gone.
    func endAtOnce() async throws {
        signal(SIGKILL)
        _ = try await exitStatus()
    }

    /// Ends it: with SIGTERM, and where that does not help with SIGKILL.
    @discardableResult
    func end() async throws -> ExitStatus {
        signal(SIGTERM)
        do {
            return try await exitStatus()
        } catch {
            signal(SIGKILL)
            return try await exitStatus()
        }
    }

    var isRunning: Bool { exit.value == nil }

    /// The last lines of both its outputs, for a test that failed.
    func lastWords(lines: Int = 15) -> String {
        [standardOutput, standardError].map { $0.text.split(separator: "\n").suffix(lines).joined(separator: "\n") }
            .filter { !$0.isEmpty }.joined(separator: "\n")
    }

    /// Waits for the end without reaping first, so that no signal can be sent to an id that is free again.
    private static func reap(_ pid: pid_t, _ exit: Observed<ExitStatus?>) {
        var info = siginfo_t()
        while waitid(P_PID, id_t(pid), &info, WEXITED | WNOWAIT) != 0, errno == EINTR {}
        exit.update { ended in
            var status: CInt = 0
            while waitpid(pid, &status, 0) < 0, errno == EINTR {}
            ended = ExitStatus(waitStatus: status)
        }
    }

    private static func spawn(
        _ program: String, _ arguments: [String], _ environment: [String: String], _ standard: [CInt]
    ) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (number, descriptor) in standard.enumerated() {
            posix_spawn_file_actions_adddup2(&actions, descriptor, CInt(number))
        }
        // A child starts with the signals as a shell would give them, whatever the test runner did to its own.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

        var argv: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) } + [nil]
        var envp: [UnsafeMutablePointer<CChar>?] = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for text in argv + envp { free(text) } }
        var pid: pid_t = 0
        let code = posix_spawn(&pid, program, &actions, &attributes, &argv, &envp)
        guard code == 0 else { throw SystemError("can't start \(program)", code: code) }
        return pid
    }
}

/// The two ends of a pipe; no child inherits them but by `dup2`. Made of sockets, since Swift does not see `pipe2` and a
/// flag set later could come too late: another thread's child would hold the end open.
private struct Pipe {
    let read: CInt
    let write: CInt

    init() throws {
        var ends: [CInt] = [0, 0]
        let type = CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, type, 0, &ends) == 0 else { throw SystemError("socketpair") }
        (read, write) = (ends[0], ends[1])
    }
}
