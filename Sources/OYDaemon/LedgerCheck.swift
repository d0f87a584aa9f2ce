import Glibc
import Ledger

/// What `--check` can say of a ledger without opening it for writing: a running daemon may have it.
enum LedgerCheck {
    static func finding(at path: String) throws -> String {
        guard access(path, F_OK) == 0 else { return "ledger: will be made at \(path)" }
        switch try LedgerVerification.verify(path: path) {
        case .holds(let head): return "ledger: \(head.sequence) entries, and the chain holds"
        case .broken(let link, _): throw Blueprint.Failure(description: "ledger.path: \(link)")
        }
    }
}
