import Foundation
import TestSupport
import Testing

/// Attacks on the daemon's memory by a process of its own uid, which owns everything that the daemon owns but may not
/// look into it (docs/threat-model.md, "A process of the daemon's uid").
@Suite(.serialized, .ownProcesses, OtherUser.needsRoot) struct ProcessMemoryTests {
    private static let uid: UInt32 = 4_245

    /// Tries one thing after another on a process, says of each whether it was let. In Perl, which every Debian has,
    /// since it can make any system call.
    private static let attack = #"""
        my $pid = shift;
        sub report { printf "%s: %s\n", $_[0], $_[1] ? "open" : "closed" }
        for my $file (qw(mem environ maps auxv syscall)) {
            my $in;
            my $ok = open($in, "<", "/proc/$pid/$file");
            # Memory has nothing at address 0: to be let in is enough.
            $ok &&= defined sysread($in, my $got, 16) unless $file eq "mem";
            report("/proc/PID/$file", $ok);
        }
        report("/proc/PID/fd", opendir(my $fds, "/proc/$pid/fd"));
        report("/proc/PID/root", opendir(my $root, "/proc/$pid/root"));
        my ($attach, $seize, $readv) = (16, 0x4206, 310);
        report("ptrace attach", syscall(101, $attach, $pid + 0, 0, 0) == 0);
        report("ptrace seize", syscall(101, $seize, $pid + 0, 0, 0) == 0);
        my $buffer = "\0" x 16;
        my $local = pack("PQ", $buffer, 16);
        my $remote = pack("QQ", 0x400000, 16);
        $! = 0;
        syscall($readv, $pid + 0, $local, 1, $remote, 1, 0);
        report("process_vm_readv", !($!{EPERM}));
        """#

    private func attack(_ pid: pid_t) async throws -> [String: String] {
        let run = try await ProgramRun.of("/usr/bin/perl", ["-e", Self.attack, "\(pid)"], uid: Self.uid)
        let pairs = run.output.split(separator: "\n").map { $0.split(separator: ": ") }
        return Dictionary(pairs.compactMap { $0.count == 2 ? ("\($0[0])", "\($0[1])") : nil }) { $1 }
    }

    #if arch(x86_64)
    @Test func `nothing of it can be read or traced, though anything else of the same uid can`() async throws {
        let directory = try TemporaryDirectory()
        let configuration = try OYDConfiguration(in: directory)
        try directory.write("oyd.yaml", configuration.yaml)
        try directory.give(to: Self.uid)
        let daemon = try await DaemonProcess(configuration, through: OtherUser.command(Self.uid))
        try await daemon.process.whileRunning {
            let daemonDoors = try await attack(daemon.process.pid)
            #expect(daemonDoors.count == 10, "\(daemonDoors)")
            #expect(daemonDoors.filter { $0.value == "open" }.isEmpty)

            // The same attacks do get into a process that does not defend itself: they are real ones.
            let sleeper = OtherUser.command(Self.uid) + ["/usr/bin/perl", "-e", #"$| = 1; print "here\n"; sleep 600"#]
            let victim = try ChildProcess(sleeper[0], Array(sleeper.dropFirst()))
            try await victim.whileRunning {
                // Until then it is still the program that changes the uid, which is closed too.
                try await victim.standardOutput.line(containing: "here")
                let doors = try await attack(victim.pid)
                // Traced and left, it may be stopped.
                victim.signal(SIGKILL)
                for door in ["/proc/PID/environ", "/proc/PID/maps", "/proc/PID/fd"] {
                    #expect(doors[door] == "open", "\(door) of \(doors)")
                }
            }
        }
    }
    #endif

    @Test func `it leaves no core behind`() async throws {
        let directory = try TemporaryDirectory()
        let daemon = try await DaemonProcess(OYDConfiguration(in: directory))
        try await daemon.process.whileRunning {
            let limits = try String(contentsOfFile: "/proc/\(daemon.process.pid)/limits", encoding: .utf8)
            let core = try #require(limits.split(separator: "\n").first { $0.hasPrefix("Max core file size") })
            #expect(core.split(separator: " ").dropFirst(4).prefix(2) == ["0", "0"], "\(core)")
        }
    }

    /// The Swift runtime would start a program that can be dumped, hand it all memory, and have it print what lies behind the registers.
    @Test func `no signal of a crash has a handler`() async throws {
        let directory = try TemporaryDirectory()
        let daemon = try await DaemonProcess(OYDConfiguration(in: directory), environment: ["SWIFT_BACKTRACE": "enable=yes"])
        try await daemon.process.whileRunning {
            let status = try String(contentsOfFile: "/proc/\(daemon.process.pid)/status", encoding: .utf8)
            let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("SigCgt:") })
            let caught = try #require(line.split(separator: "\t").last.flatMap { UInt64($0, radix: 16) })
            #expect(caught & (1 << (SIGTERM - 1)) != 0, "what is looked at is the mask")
            for signal in [SIGQUIT, SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGTRAP] {
                #expect(caught & (1 << (signal - 1)) == 0, "signal \(signal)")
            }
        }
    }

    @Test(arguments: [SIGSEGV, SIGILL, SIGABRT]) func `a crash is death by its signal, without a report`(signal: CInt) async throws {
        let directory = try TemporaryDirectory()
        let daemon = try await DaemonProcess(OYDConfiguration(in: directory), environment: ["SWIFT_BACKTRACE": "enable=yes"])
        try await daemon.process.whileRunning {
            let errors = daemon.process.standardError
            let mark = errors.mark
            daemon.process.signal(signal)
            #expect(try await daemon.process.exitStatus() == .killed(signal: signal))
            // Whole only once everybody who could write there, a child too, is gone.
            let report = try await errors.whole().utf8.dropFirst(mark)
            #expect(report.isEmpty, "\(String(decoding: Array(report), as: UTF8.self))")
        }
    }

    /// Keys longer than what a register, or the allocator's own notes in free memory, could hold or cover of them.
    @Test(MemoryScan.isAllowed) func `a key that is exchanged is wiped, and no copy of one is left by reading it or by sending it`() async throws {
        var random = SystemRandomNumberGenerator()
        let keys = (0..<3).map { _ in (0..<16).map { _ in String(random.next() | 1 << 63, radix: 16) }.joined() }
        let tails = keys.map { String($0.suffix(128)) }
        let plan = Stage.Plan(credentials: OYCredentials(apiKey: keys[2])) { configuration in
            try configuration.directory.write("api-key", keys[0])
        }
        try await Stage.with(plan) { stage in
            let scan = MemoryScan(pid: stage.daemon.process.pid)
            func expect(_ expected: [Int]) async throws {
                for _ in 0..<5 {
                    _ = try? await stage.gateway.call("GetBalance")
                    _ = try? await stage.gateway.call("InquireAccount", SampleCall.inquiry.request)
                }
                // One who still ends a call may hold a key for a moment.
                var found: [Int] = []
                try await Patience.until("\(found) copies, not \(expected)", every: .milliseconds(50)) {
                    found = try scan.counts(of: tails)
                    return found == expected
                }
            }
            try await expect([1, 0, 0])
            for (number, expected) in [(1, [1, 1, 0]), (2, [0, 1, 1])] {
                let mark = stage.daemon.process.standardError.mark
                try stage.directory.replace("api-key", with: keys[number])
                try await stage.daemon.process.standardError.line(containing: "New credentials are in force", after: mark)
                try await expect(expected)
            }
            try await stage.gateway.call("GetBalance")
        }
    }
}
