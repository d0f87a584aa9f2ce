import Contract

extension Unicode.Scalar {
    /// `\u001b`, as JSON writes it.
    var jsonEscape: String {
        String(self).utf16.map { "\\u" + String(UInt32($0) + 0x10000, radix: 16).dropFirst() }.joined()
    }
}

extension String {
    /// One line with what a terminal obeys, line ends included, escaped as JSON does it: other people's words can't move a cursor, hide
    /// what is behind them or begin a line of their own, and it can still be seen what they are.
    var escaped: String {
        var text = ""
        for scalar in unicodeScalars {
            if scalar.isUnseen { text += scalar.jsonEscape } else { text.unicodeScalars.append(scalar) }
        }
        return text
    }
}
