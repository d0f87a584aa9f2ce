import Contract
import Glibc
import Testing

/// Who is told of whose payouts, with real uids.
@Suite(.serialized, .ownProcesses) struct EventVisibilityTests {
    private static let payroll: UInt32 = 4311
    private static let refunds: UInt32 = 4312

    @Test(OtherUser.needsRoot) func `another caller's payouts are told to nobody else`() async throws {
        try await Backstage.with(
            .receivingCallbacks { configuration in
                configuration.socketMode = "0666"
                configuration.callers = [
                    .init(name: "payroll", uid: Self.payroll, methods: ["*"], events: ["payout", "disbursement"]),
                    .init(name: "refunds", uid: Self.refunds, methods: ["*"], events: ["payout", "disbursement"]),
                    .init(name: "finance", uid: getuid(), methods: ["*"], events: ["payout", "disbursement"], more: ["role: auditor"]),
                ]
            }
        ) { backstage in
            let daemon = try await backstage.start()
            try await daemon.process.whileRunning {
                try await backstage.control.sendCallbacks(to: try await CallbackDoor(of: daemon))
                let socket = daemon.socketPath
                let command = OtherUser.command(Self.refunds) + [
                    Binary.oyctl.path, "call", "--socket", socket, "--timeout", "60", "EventService/Watch", #"{"consumer":"c"}"#,
                ]
                let watch = try ChildProcess(command[0], Array(command.dropFirst()))
                try await watch.whileRunning {
                    for (uid, id) in [(Self.payroll, "theirs-1"), (Self.refunds, "own-1"), (Self.payroll, "theirs-2"), (Self.refunds, "own-2")] {
                        let paid = try await ActingAs.user(uid, on: socket, "Remit", .payout(id))
                        #expect(paid.answer != nil, "\(paid)")
                    }
                    // The auditor is told of all, and with OY!'s reports: there was something to hide.
                    let all = try await EventStream(daemon, consumer: "all")
                    var told: Set<String> = []
                    while !told.isSuperset(of: ["theirs-1", "own-1", "theirs-2", "own-2"]) {
                        // OY!'s reports stand among them, as soon as they come.
                        guard let change = try await all.next().message("payout_change") else { continue }
                        told.insert(change.string("partner_trx_id"))
                    }
                    try await watch.standardOutput.line(containing: "own-2")
                    #expect(watch.standardOutput.text.contains("own-1"))
                    #expect(!watch.standardOutput.text.contains("theirs"))
                }
            }
        }
    }
}
