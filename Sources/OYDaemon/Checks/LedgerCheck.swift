import Glibc
import HostFiles
import Ledger

/// What `--check` can say of a ledger without opening it for writing: a running daemon may have it.
enum LedgerCheck {
    /// Who else could read it; nil where nobody can. A start warns of it, too.
    static func warning(at path: String) -> String? {
        guard LedgerInspection.isReadableByOthers(path: path) else { return nil }
        return "ledger.path: others can read \(path) or its log \(path)-wal, and in it whom was paid; chmod 600 both"
    }

    /// Who has payouts in it; nobody where there is none, or where it can't be read, which is `inOrder`'s to say.
    static func pastCallers(at path: String) -> [PastCaller] {
        (try? LedgerInspection.pastCallers(path: path)) ?? []
    }

    /// - Returns: what was found in order, as a sentence; nil where there is no such folder, or others could exchange it: that is the
    ///   preflight's to tell.
    /// - Throws: what is wrong, without the key.
    static func inOrder(at path: String) throws(Findings) -> String? {
        let isThere = access(path, F_OK) == 0
        guard isThere || errno == ENOENT else { throw Findings("\(path): \(SystemReason.last)") }
        let directory = PathParts(path).folder
        if let problem = Directory.whyNothingCanBeMade(in: directory) {
            if Directory.whyOthersCanExchange(directory) != nil { return nil }
            // A ledger has its log beside it.
            throw Findings("no ledger can be \(isThere ? "written" : "made") in \(directory): \(problem)")
        }
        do {
            guard try LedgerInspection.inspect(path: path) else { return "ledger: there is none yet; a new one will be made at \(path)" }
            switch try LedgerVerification.verify(path: path) {
            case .holds(let head): return "ledger: \(head.sequence) entries, and the chain holds"
            case .broken(let link, _): throw Findings("\(path): \(link)")
            }
        } catch let findings as Findings {
            throw findings
        } catch {
            throw Findings("\(error)")
        }
    }
}
