extension String {
    /// The text, cut after ``Limits/quotedScalars``: for what a peer or OY! wrote and the gateway repeats. Counted in
    /// scalars, as one character may have any number of them.
    var cut: String {
        guard utf8.count > Limits.quotedScalars, unicodeScalars.count > Limits.quotedScalars else { return self }
        return String(unicodeScalars.prefix(Limits.quotedScalars)) + "…"
    }
}
