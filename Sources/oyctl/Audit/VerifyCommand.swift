import ArgumentParser
import Contract
import Ledger

/// `oyctl audit verify LEDGER`
struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Walks the chain, and names the first entry that does not hold.",
        discussion: """
            Exit status: 0 the chain holds, the ledger's guards are on, its indexes agree with its tables, and with --payouts its payouts with \
            the entries; 1 one of these is not so; 2 the ledger cannot be read, or is none, or what was found could not be written.
            """)

    @Option(
        help: ArgumentHelp("A head that was noted earlier, as verify prints it: the chain must pass through it.", valueName: "number:hash"),
        transform: { text in
            guard let head = ChainHead(text) else { throw ValidationError("a head is NUMBER:HASH, as verify prints it") }
            return head
        })
    var passing: ChainHead?

    @Option(
        help: ArgumentHelp(
            """
            A file that keeps the head from one time to the next: the chain must pass through the one in it, and the present one is put \
            there where all holds.
            """,
            valueName: "file"), completion: .file())
    var remember: String?

    @Flag(help: "Also compare the table of payouts with the entries.")
    var payouts = false

    @Argument(help: ArgumentHelp("The ledger's file.", valueName: "ledger"), completion: .file())
    var path: String

    func validate() throws {
        guard passing == nil || remember == nil else { throw ValidationError("--passing and --remember exclude each other: the file has the head") }
    }

    func run() throws {
        do {
            let kept = try remember.map(RememberedHead.init)
            let head = try verify(passing: passing ?? kept?.head)
            try kept?.keep(head)
            if let remember, kept?.head == nil { try say("No head was kept before; from now on it is, in \(remember)") }
        } catch let error as LedgerOpeningError where error.reason == .schemaChanged || error.reason == .chainBroken {
            try say("The ledger is not as the gateway made it: \(error)")
            throw ExitCode.failure
        } catch where error is LedgerOpeningError || error is RememberedHead.Failure || error is Output.Failure {
            // Who runs it each night must tell a ledger that was tampered with from a path that is wrong, or a disk that is full.
            Output.complain("Error: \(error)\n")
            throw ExitCode(2)
        }
    }

    /// - Parameter passing: a head that the chain must pass through.
    /// - Returns: the chain's head, where all that is asked for holds.
    /// - Throws: `ExitCode` 1, with the reason on standard output, where not.
    private func verify(passing: ChainHead?) throws -> ChainHead {
        let whole: ChainHead
        switch try LedgerVerification.verify(path: path, passing: passing) {
        case .holds(let head):
            let passed = passing.map { ", and passes through \($0)" } ?? ""
            try say("The chain holds: \(head.sequence) entries, head \(head)\(passed)")
            whole = head
        case .broken(let link, let head):
            try say("The chain does not hold: \(link)")
            // The one that was noted earlier may itself be the first that does not hold: then its head is none to keep.
            let holding = min(head.sequence, link.sequence - 1)
            try say("\(holding) entries before it hold" + (holding == head.sequence ? ", head \(head)" : ""))
            throw ExitCode.failure
        }
        if payouts { try holdPayoutsAgainstEntries() }
        try LedgerVerification.checkSchema(path: path)
        if let damage = try LedgerVerification.damage(path: path) {
            try say("The ledger's tables and indexes do not agree: \(damage)")
            throw ExitCode.failure
        }
        return whole
    }

    private func holdPayoutsAgainstEntries() throws {
        switch try PayoutAgreement.check(path: path) {
        case .agrees(let count):
            try say("\(count) payouts agree with it")
        case .differs(let difference):
            try say("The payouts do not agree with it: \(difference)")
            throw ExitCode.failure
        }
    }

    /// What is said of a ledger may be in the words of whoever changed it.
    private func say(_ text: String) throws {
        try Output.line(text.visible)
    }
}
