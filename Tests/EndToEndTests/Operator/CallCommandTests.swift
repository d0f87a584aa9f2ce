import Glibc
import TestSupport
import Testing

/// `oyctl call`: JSON in and out, exit statuses, errors in words.
@Suite(.serialized, .stage, .showsPrograms)
struct CallCommandTests: StagedSuite {
    private func oyctl(_ arguments: String..., input: String = "") async throws -> ProgramRun {
        try await ProgramRun.of(
            .oyctl, ["call"] + arguments, environment: ["OY_SOCKET": stage.daemon.socketPath], input: input)
    }

    @Test func `an answer is printed as JSON`() async throws {
        try await control.answer("/api/inquiry", DocumentedSample.inquiry.answer)
        let run = try await oyctl("InquireAccount", DocumentedSample.inquiry.request.description)
        #expect(run.status == .exited(0), "\(run)")
        #expect(try JSONValue(run.output) == DocumentedSample.inquiry.fields)
        #expect(run.errors.isEmpty)
        #expect(run.output.split(separator: "\n").count > 3)
    }

    @Test func `--compact puts it on one line`() async throws {
        let run = try await oyctl("--compact", "GetBalance")
        #expect(run.status == .exited(0), "\(run)")
        #expect(run.output.split(separator: "\n").count == 1)
        #expect(try JSONValue(run.output)["balance"] == 1_000_000_000)
    }

    @Test func `the request may come from standard input`() async throws {
        try await control.forgetRequests()
        let run = try await oyctl("oy.v1.DisbursementService/InquireAccount", "-", input: DocumentedSample.inquiry.request.description)
        #expect(run.status == .exited(0), "\(run)")
        let request = try #require(try await control.requests().first)
        #expect(try JSONValue(request.body) == DocumentedSample.inquiry.body)
    }

    @Test func `the socket may be an option`() async throws {
        let run = try await ProgramRun.of(
            .oyctl, ["call", "--socket", stage.daemon.socketPath, "WhoAmI"], environment: ["OY_SOCKET": "/nowhere"])
        #expect(run.status == .exited(0), "\(run)")
    }

    @Test func `an error of OY!'s is told with its code`() async throws {
        let run = try await oyctl("InquireAccount", #"{"recipient_bank":"014","recipient_account":"8888888888"}"#)
        #expect(run.status == .exited(1), "\(run)")
        #expect(run.output.isEmpty)
        for part in ["NOT_FOUND: ", "reason: BANK_ACCOUNT_NOT_FOUND", "domain: oyindonesia.com", "oy_code: 209"] {
            #expect(run.errors.contains(part), "\(run)")
        }
    }

    @Test func `a refusal names each field`() async throws {
        let run = try await oyctl("InquireAccount")
        #expect(run.status == .exited(1), "\(run)")
        #expect(run.errors.contains("INVALID_ARGUMENT: "))
        #expect(run.errors.contains("violation: recipient_bank must be given"))
        #expect(run.errors.contains("violation: recipient_account must be given"))
    }

    @Test(arguments: [
        ["Pay"], ["InquireAccount", "{"], ["InquireAccount", #"{"bank":"014"}"#], ["InquireAccount", #"{"recipient_bank":{}}"#],
        ["--timeout", "0", "GetBalance"], [],
    ])
    func `wrong usage is told before anything is sent`(arguments: [String]) async throws {
        let socket = try stage.daemon.socketPath
        let run = try await expectNothingSent {
            try await ProgramRun.of(.oyctl, ["call"] + arguments, environment: ["OY_SOCKET": socket])
        }
        #expect(run.status == .exited(64), "\(run)")
        #expect(!run.errors.isEmpty)
    }

    /// The call goes on without whoever interrupts it: that is said, or they pay under another id.
    @Test(arguments: [SIGINT, SIGTERM]) func `who interrupts a payout is told that it may be paid`(signal: CInt) async throws {
        let fault = try await control.fault(["kind": "delay", "release": "before", "path": "/api/remit"])
        let call = try ChildProcess(
            Binary.oyctl.path,
            ["call", "--socket", stage.daemon.socketPath, "Remit", JSONValue.payout("interrupted-\(signal)").description])
        try await call.whileRunning {
            try await control.untilHeld(fault)
            call.signal(signal)
            _ = try await call.standardError.line(containing: "may have been carried out")
            #expect(try await call.exitStatus() == .killed(signal: signal))
            try await control.release(fault)
        }
    }

    @Test func `nobody listens`() async throws {
        let run = try await ProgramRun.of(.oyctl, ["call", "--socket", stage.directory["none.sock"], "WhoAmI"])
        #expect(run.status == .exited(1), "\(run)")
        #expect(run.errors.hasPrefix("UNAVAILABLE: "))
        #expect(run.errors.contains("none.sock"))
    }

    @Test func `a path that no socket can have is told as one`() async throws {
        let run = try await ProgramRun.of(.oyctl, ["call", "--socket", "/" + String(repeating: "x", count: 107), "WhoAmI"])
        #expect(run.status == .exited(64), "\(run)")
        #expect(run.errors == "Error: --socket: the path is longer than 107 bytes\n")
    }

    /// Whoever pays by hand must not take it for a payout that failed.
    @Test func `an answer that can't be read is told as a call that was made`() async throws {
        try await FalseDaemon.serve(answer: [0xFF]) { daemon in
            let remit = #"{"partner_trx_id":"A-1","recipient_bank":"014","recipient_account":"1","amount":500}"#
            let run = try await ProgramRun.of(.oyctl, ["call", "--socket", daemon.path, "Remit", remit])
            #expect(run.status == .exited(1), "\(run)")
            #expect(run.errors.contains("the call was made and ended OK, but its answer could not be read: "), "\(run)")
        }
    }

    @Test func `a stream lasts as long as it lasts, unless a time is given`() async throws {
        try await FalseDaemon.serve(answer: []) { daemon in
            for arguments in [["Health/Watch"], ["Health/Check"], ["--timeout", "5", "Health/Watch"]] {
                let run = try await ProgramRun.of(.oyctl, ["call", "--socket", daemon.path] + arguments)
                #expect(run.status == .exited(0), "\(run)")
            }
            #expect(daemon.callDeadlines.map { $0 == nil } == [true, false, false])
        }
    }

    @Test(arguments: [("Health/Watch", "{}"), ("EventService/Watch", #"{"consumer":"booking"}"#)])
    func `a stream ends well with the time that was given to it`(method: String, request: String) async throws {
        let run = try await oyctl("--timeout", "0.3", method, request)
        #expect(run.status == .exited(0), "\(run)")
        #expect(run.errors.isEmpty, "\(run)")
    }

    /// `| head -1`: nobody reads on, and nothing has failed. The fifo's reading end is closed before anything is written.
    @Test(arguments: [("Health/Watch", 141), ("Health/Check", 1)] as [(String, CInt)])
    func `a stream that nobody reads any more ends without a word`(method: String, status: CInt) async throws {
        try await FalseDaemon.serve(answer: []) { daemon in
            let folder = try TemporaryDirectory()
            let run = try await ProgramRun.of(
                "/bin/sh",
                ["-c", #"mkfifo "$1" && exec 3<>"$1" 4>"$1" 3<&- && exec "$2" call --socket "$3" "$4" >&4"#, "sh", folder["fifo"],
                    Binary.oyctl.path, daemon.path, method])
            #expect(run.status == .exited(status), "\(run)")
            #expect(run.errors.isEmpty == (status == 141), "\(run)")
        }
    }

    @Test func `an empty OY_SOCKET is none`() async throws {
        let run = try await ProgramRun.of(.oyctl, ["call", "WhoAmI"], environment: ["OY_SOCKET": ""])
        #expect(run.errors.contains("/run/oyd/oyd.sock"), "\(run)")
    }

    @Test func `the answer does not come in time`() async throws {
        let fault = try await control.fault(["kind": "delay", "release": "before", "path": "/api/inquiry"])
        let run = try await oyctl("--timeout", "0.3", "InquireAccount", DocumentedSample.inquiry.request.description)
        #expect(run.status == .exited(1), "\(run)")
        #expect(run.errors.hasPrefix("DEADLINE_EXCEEDED"))
        try await control.removeFault(fault)
    }
}

extension DocumentedSample {
    /// For tests in which it does not matter what is asked.
    static let inquiry: DocumentedSample = {
        guard let sample = all.first(where: { $0.rpc.hasSuffix("/InquireAccount") }) else {
            preconditionFailure("there is no sample of InquireAccount")
        }
        return sample
    }()
}
