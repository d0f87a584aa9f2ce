import TestSupport
import Testing

/// What the tool leaves in the system's log: nothing.
@Suite(.ownProcesses) struct SystemLogTests {
    /// Dispatch may give threads other priorities only where root runs it.
    @Test(OtherUser.needsRoot, arguments: [(nil, false), ("syslog", true)] as [(String?, Bool)])
    func `a call by anybody but root leaves no line, unless Dispatch's are asked for`(dispatchLog: String?, leavesLines: Bool) async throws {
        let directory = try TemporaryDirectory()
        let count = try SharedFile(in: directory, name: "count", size: 8)
        let uid: UInt32 = 54_321
        try directory.give(to: uid)
        var environment = count.environment(for: "OY_SYSTEM_LOG")
        environment["LIBDISPATCH_LOG"] = dispatchLog
        let run = try await ProgramRun.of(.oyctl, ["audit", "verify", directory["none.db"]], environment: environment, uid: uid)
        #expect(run.errors.contains("there is no ledger"), "\(run)")
        #expect((count.bytes.load(as: Int64.self) > 0) == leavesLines)
    }
}
