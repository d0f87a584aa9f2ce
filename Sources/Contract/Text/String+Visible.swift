extension Unicode.Scalar {
    /// Whether it does something to the text around it, or to the terminal that shows it, in place of being seen.
    public var isUnseen: Bool {
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }
}

extension String {
    /// The line without what a terminal obeys: words of OY!'s, of another service's or of a ledger that somebody changed may hold escape
    /// sequences, and line ends that begin a line of their own.
    public var visible: String {
        var text = UnicodeScalarView()
        for scalar in unicodeScalars { text.append(scalar.isUnseen ? "\u{FFFD}" : scalar) }
        return String(text)
    }
}
