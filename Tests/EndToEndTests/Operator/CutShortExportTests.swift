import Foundation
import Glibc
import TestSupport
import Testing

@testable import oyctl

/// `oyctl payouts export` where the disk is full, or who reads it goes: no payout twice, none made up, and no total that looks like another.
@Suite(.serialized, .showsPrograms, .stage(
    Stage.Plan { configuration in
        configuration.callers = [
            .init(name: "payroll", uid: getuid(), methods: ["*"], more: ["approval_above: 1000"]),
            .init(name: "chief", uid: 4321, methods: ["*"], more: ["role: approver"]),
        ]
    }))
struct CutShortExportTests: StagedSuite {
    /// So long that the second page is more than a pipe holds.
    private static let names = (0..<900).map { "long-\(String(repeating: "x", count: 100))-\($0)" }
    private static let perPage = 500
    private static let amount: Int64 = 2_000

    /// The whole export, which the first test that needs it makes payouts for.
    private func whole() async throws -> [String] {
        if try await export().lines.count == 1 {
            for name in Self.names { try await gateway.call("Remit", .payout(name, amount: Self.amount)) }
        }
        let lines = try await export().lines
        try #require(lines.count == 1 + Self.names.count)
        return lines
    }

    private func export() async throws -> (run: ProgramRun, lines: [String]) {
        let run = try await ProgramRun.of(.oyctl, ["payouts", "export"], environment: ["OY_SOCKET": stage.daemon.socketPath])
        try #require(run.status == .exited(0), "\(run)")
        return (run, Self.lines(run.output))
    }

    private static func lines(_ text: String) -> [String] {
        text.split(separator: "\r\n", omittingEmptySubsequences: false).dropLast().map(String.init)
    }

    private func shell(_ script: String) async throws -> ProgramRun {
        try await ProgramRun.of("/bin/sh", ["-c", script], environment: ["OY_SOCKET": stage.daemon.socketPath])
    }

    private static func totals(_ count: Int) -> String {
        "AWAITING_APPROVAL: \(count), \(Rupiah.text(Int128(count) * Int128(amount)))\npayouts: \(count)\n"
    }

    /// The file may grow to `bytes`, as on a disk that is full then.
    private func exportToFile(_ path: String, limit bytes: Int, options: String = "") async throws -> ProgramRun {
        // Without the trap the kernel ends the process, which a full disk does not.
        try await shell("trap '' XFSZ; ulimit -f \(bytes / 512); exec \(Binary.oyctl.path) payouts export \(options) >> \(path)")
    }

    @Test func `a file that can't be written to its end can be gone on with`() async throws {
        let whole = try await whole()
        let page = whole.prefix(1 + Self.perPage).map { $0 + "\r\n" }.joined()
        let file = try stage.directory["cut-short.csv"]
        let first = try await exportToFile(file, limit: page.utf8.count + 20_000)
        #expect(first.status == .exited(1) && first.errors.contains("could not be written"), "\(first)")
        #expect(try String(contentsOfFile: file, encoding: .utf8) == page, "a part of the second page is there")
        #expect(first.errors.contains("Up to here:\n" + Self.totals(Self.perPage)), "\(first)")
        let wayOn = try #require(first.errors.firstMatch(of: #/Payouts are missing\. To go on later: (--after \S+)\n/#), "\(first)").1
        let again = try await exportToFile(file, limit: page.utf8.count + 20_000, options: String(wayOn))
        #expect(again.status == .exited(1), "\(again)")
        #expect(try String(contentsOfFile: file, encoding: .utf8) == page)
        let rest = try await shell("exec \(Binary.oyctl.path) payouts export \(wayOn) >> \(file)")
        #expect(rest.status == .exited(0), "\(rest)")
        #expect(rest.errors.hasPrefix("Of this part only:\n" + Self.totals(Self.names.count - Self.perPage)), "\(rest)")
        #expect(Self.lines(try String(contentsOfFile: file, encoding: .utf8)) == whole)
    }

    @Test func `what a pipe has taken can't be taken back: it must be made anew`() async throws {
        let page = try await whole().prefix(1 + Self.perPage).reduce(0) { $0 + $1.utf8.count + 2 }
        let file = try stage.directory["errors"]
        _ = try await shell("\(Binary.oyctl.path) payouts export 2> \(file) | /usr/bin/head -c \(page + 1) > /dev/null")
        let errors = try String(contentsOfFile: file, encoding: .utf8)
        #expect(errors.contains("the last line may be incomplete: begin anew"), "\(errors)")
        #expect(errors.contains("could not be written") && !errors.contains("--after") && !errors.contains("payouts:"), "\(errors)")
    }

    @Test func `a caller without a role is told that it sees its own only`() async throws {
        let (run, lines) = try await export()
        let looked = "Only payouts of payroll were looked at: a caller without a role sees no others.\n"
        #expect(run.errors.hasSuffix("payouts: \(lines.count - 1)\n" + looked), "\(run.errors)")
        let own = try await shell("\(Binary.oyctl.path) payouts export --caller payroll")
        #expect(own.output == run.output && !own.errors.contains("looked at"), "\(own)")
        let none = try await shell("\(Binary.oyctl.path) payouts list --table --day 2020-01-01")
        #expect(none.status == .exited(0) && none.errors == "No payouts match.\n" + looked, "\(none)")
    }
}
