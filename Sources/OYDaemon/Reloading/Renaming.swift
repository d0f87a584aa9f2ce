import Gateway

/// A peer that would be served under another name than before. A payout belongs to its caller by name: under another one
/// the same service could neither see what it has asked for nor ask again, would hear that the id is taken, and pay under another.
struct Renaming: Equatable, CustomStringConvertible {
    var uid: UInt32
    /// Those that the entries tell apart by it; nil for any that they do not name.
    var gid: UInt32?
    var executable: String?
    var before: String
    var after: String

    /// The first that the new callers bring; nil where all are served under the name that they had, or not at all.
    ///
    /// Every peer is held against both: an entry may be renamed, two may swap their names, a name may move, and one that says
    /// more or less about its peers than before may take in those of another.
    static func first(from old: [Caller], to new: [Caller]) -> Renaming? {
        let (before, after) = (CallerDirectory(old), CallerDirectory(new))
        let (oldByUID, newByUID) = (Dictionary(grouping: old, by: \.uid), Dictionary(grouping: new, by: \.uid))
        for uid in oldByUID.keys.sorted() {
            let entries = oldByUID[uid, default: []] + newByUID[uid, default: []]
            // Peers differ to the entries by what these name. Every other group, and every other program, is like the next.
            let gids = Set(entries.compactMap(\.gid)).sorted()
            let programs = Set(entries.compactMap(\.executable)).sorted()
            let otherGID = (0...).first { !gids.contains($0) }!
            for gid in [nil] + gids.map(Optional.some) {
                for program in [nil] + programs.map(Optional.some) {
                    let peer = Peer(uid: uid, gid: gid ?? otherGID, pid: 0, executable: program ?? "")
                    guard let old = before.caller(for: peer)?.name, let new = after.caller(for: peer)?.name, old != new else { continue }
                    return Renaming(uid: uid, gid: gid, executable: program, before: old, after: new)
                }
            }
        }
        return nil
    }

    var description: String {
        let who = ["uid \(uid)", gid.map { "gid \($0)" }, executable].compactMap(\.self).joined(separator: ", ")
        return "caller \(before) is now called \(after) (\(who))"
    }
}
