import Glibc
import Ledger

/// What `--check` can say of a ledger without opening it for writing: a running daemon may have it.
enum LedgerCheck {
    /// - Returns: what was found in order, as a sentence.
    static func finding(at path: String) throws(Findings) -> String {
        var status = stat()
        let isThere = stat(path, &status) == 0
        guard isThere || errno == ENOENT else { throw Findings("ledger.path: \(path): \(String(cString: strerror(errno)))") }
        let directory = Directory.of(path)
        if let problem = Directory.whyNothingCanBeMade(in: directory) {
            // A ledger has its log beside it.
            throw Findings("ledger.path: no ledger can be \(isThere ? "written" : "made") in \(directory): \(problem)")
        }
        let warning = isThere && status.st_mode & 0o077 != 0 ? "; others can open it, and see whom was paid: its mode should be 0600" : ""
        do {
            guard try LedgerInspection.inspect(path: path) else { return "ledger: there is none yet; a new one will be made at \(path)" }
            switch try LedgerVerification.verify(path: path) {
            case .holds(let head): return "ledger: \(head.sequence) entries, and the chain holds\(warning)"
            case .broken(let link, _): throw Findings("ledger.path: \(path): \(link)")
            }
        } catch let findings as Findings {
            throw findings
        } catch {
            throw Findings("ledger.path: \(error)")
        }
    }
}
