import Synchronization
import TestSupport

/// In which order a daemon writes and syncs its ledger, sends to OY! and answers, as `Tests/Probes` sees it. It can have the disk fail.
///
/// A letter for each: `w` before bytes are written to the ledger or its log, `s` once one of them is synced, `f` where that failed, `t` before
/// bytes go to a TCP connection (OY!), `u` before bytes go to a connection on a Unix socket (callers, and OY!'s callbacks by way of a front).
struct SyncJournal {
    /// What the daemon is to be started with.
    let environment: [String: String]
    private let shared: SharedFile
    /// As in `struct oy_sync_journal`.
    private static let (failures, letters, capacity) = (8, 16, 64 * 1024)

    init(in directory: TemporaryDirectory, ledger: String) throws {
        shared = try SharedFile(in: directory, name: "sync-journal", size: Self.letters + Self.capacity)
        environment = shared.environment(for: "OY_SYNC_JOURNAL").merging(["OY_SYNCED_FILES": ledger]) { $1 }
    }

    /// A moment, for `since`.
    var mark: Int { word(at: 0).pointee.load(ordering: .sequentiallyConsistent) }

    /// What happened since `mark`, the same letter several times on end but once.
    func since(_ mark: Int) -> String {
        let end = min(self.mark, Self.capacity)
        let letters = (mark..<end).map { shared.bytes.load(fromByteOffset: Self.letters + $0, as: UInt8.self) }
        return String(decoding: zip(letters, [0] + letters).filter { $0 != $1 }.map(\.0), as: UTF8.self)
    }

    /// Has every sync fail from now on.
    func failSyncs() {
        word(at: Self.failures).pointee.store(.max, ordering: .sequentiallyConsistent)
    }

    /// Has the disk heal.
    func heal() {
        word(at: Self.failures).pointee.store(0, ordering: .sequentiallyConsistent)
    }

    private func word(at offset: Int) -> UnsafeMutablePointer<Atomic<Int>> {
        shared.bytes.advanced(by: offset).assumingMemoryBound(to: Atomic<Int>.self)
    }
}
