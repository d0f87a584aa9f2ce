import TestSupport

extension TemporaryDirectory {
    /// The path of a ledger in it.
    var ledger: String { self["ledger.db"] }
}
