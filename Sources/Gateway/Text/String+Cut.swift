extension String {
    /// The text, cut after ``Limits/quotedScalars``: for what a peer or OY! wrote and the gateway repeats. Counted in
    /// scalars, as one character may have any number of them. What is cut off is not looked at.
    var cut: String {
        guard utf8.count > Limits.quotedScalars else { return self }
        let head = unicodeScalars.prefix(Limits.quotedScalars)
        return head.endIndex == endIndex ? self : String(head) + "…"
    }
}
