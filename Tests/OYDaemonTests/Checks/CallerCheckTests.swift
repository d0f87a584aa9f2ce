import Contract
import Foundation
import Gateway
import TestSupport
import Testing

@testable import OYDaemon

/// A caller's entry that names a program which could never be served, or which others can change.
@Suite struct CallerCheckTests {
    private let folder: TemporaryDirectory
    private let program: String

    init() throws {
        folder = try TemporaryDirectory()
        program = try folder.write("payroll", "\u{7F}ELF")
        #expect(chmod(program, 0o755) == 0)
    }

    private func warnings(
        _ executable: String?, uid: UInt32 = geteuid(), gid: UInt32? = nil, seesAll: Bool = false
    ) throws -> [String] {
        try CallerCheck.warnings(
            [Caller(name: "payroll", uid: uid, gid: gid, executable: executable, role: .auditor)], EndpointTable(),
            seenBy: CallerCheck.Viewer(uid: geteuid(), gid: 77, seesAll: seesAll))
    }

    @Test func `a program of one's own, or none, is fine`() throws {
        #expect(try warnings(program).isEmpty)
        #expect(try warnings(nil, uid: 4_711).isEmpty)
        #expect(try warnings(program, uid: 4_711, seesAll: true).isEmpty)
    }

    @Test func `another user's program can't be seen without the capability`() throws {
        let warning = try #require(try warnings(program, uid: 4_711).first)
        #expect(warning.hasPrefix("caller payroll: executable \(program): the kernel does not tell this process what uid 4711 runs"))
    }

    @Test func `nor can one of the same user in another group`() throws {
        #expect(try warnings(program, gid: 77).isEmpty)
        #expect(try warnings(program, gid: 78).first?.contains("gid 78 runs") == true)
        #expect(try warnings(program, gid: 78, seesAll: true).isEmpty)
    }

    @Test func `a script runs as its interpreter`() throws {
        let script = try folder.write("script", "#!/bin/sh\n", mode: 0o755)
        #expect(try warnings(script).first?.hasSuffix("is a script, and the kernel shows its interpreter: the caller is refused") == true)
    }

    @Test func `a program that is not there, is a folder, or can't run`() throws {
        #expect(try warnings(folder["gone"]) == ["caller payroll: executable \(folder["gone"]): No such file or directory: the caller is refused"])
        #expect(try warnings(folder.path).first?.hasSuffix("is a folder: the caller is refused") == true)
        #expect(chmod(program, 0o644) == 0)
        #expect(try warnings(program).first?.hasSuffix("is no program that can run: the caller is refused") == true)
    }

    @Test func `a link is not what the kernel shows`() throws {
        try FileManager.default.createSymbolicLink(atPath: folder["link"], withDestinationPath: program)
        #expect(try warnings(folder["link"]).first?.contains("the file itself is \(program)") == true)
    }

    @Test(.enabled(if: geteuid() == 0)) func `a folder on the way may be root's, the daemon's or the caller's own`() throws {
        try #require(chown(folder.path, 4_711, 0) == 0)
        #expect(try warnings(program, uid: 4_711, seesAll: true).isEmpty)
        #expect(
            try warnings(program, uid: 4_712, seesAll: true).first?.contains(
                "\(folder.path) on its way belongs to uid 4711, which is neither root nor uid 4712: ") == true)
    }

    @Test func `a program that others can change is anybody's`() throws {
        #expect(chmod(program, 0o777) == 0)
        #expect(try warnings(program).first?.contains("with mode 0777: others can change it, and are served as payroll") == true)
        #expect(chmod(program, 0o755) == 0 && chmod(folder.path, 0o777) == 0)
        #expect(try warnings(program).first?.contains("others can exchange what is in it: whoever does is served as payroll") == true)
    }

    @Test(arguments: [
        (Role.auditor, "oy.v1.DisbursementService/Remit", "an auditor changes nothing"),
        (.auditor, "oy.v1.PayoutService/ApprovePayout", "it takes the role approver"),
        (nil, "oy.v1.PayoutService/DeclinePayout", "it takes the role approver"),
        (.approver, "oy.v1.PayoutService/ResolvePayout", "it takes the role operator"),
        (.auditor, "oy.v1.DisbursementService/*", nil), (nil, "oy.v1.PayoutService/*", nil), (nil, "*", nil),
    ] as [(Role?, String, String?)])
    func `a method that is written down and can never be called`(role: Role?, pattern: String, why: String?) throws {
        let caller = Caller(name: "eyes", uid: 1, role: role, methods: [try #require(MethodPattern(pattern))])
        let warnings = CallerCheck.methodWarnings(caller, try EndpointTable())
        #expect(warnings == (why.map { ["caller eyes: \(pattern): \($0): every such call is refused"] } ?? []))
    }

    @Test(arguments: Role.allCases) func `what a role brings can be called`(role: Role) throws {
        #expect(CallerCheck.methodWarnings(Caller(name: "eyes", uid: 1, role: role), try EndpointTable()).isEmpty)
    }

    @Test(arguments: [nil, .operator] as [Role?]) func `nothing at all is allowed`(role: Role?) throws {
        let warnings = CallerCheck.methodWarnings(Caller(name: "idle", uid: 1, role: role, methods: []), try EndpointTable())
        #expect(warnings == ["caller idle: methods is empty: every call is refused"])
    }

    @Test(arguments: [
        ("Name:\toyd\nCapEff:\t0000000000080000\nCapBnd:\t0\n", true), ("CapEff:\t000001ffffffffff\n", true),
        ("CapEff:\t0000000000000400\n", false), ("CapPrm:\t0000000000080000\n", false), ("", false),
    ])
    func `the kernel says what this process may`(_ status: String, _ mayTrace: Bool) {
        #expect(EffectiveCapabilities(status: status).contains(.sysPtrace) == mayTrace)
    }
}
