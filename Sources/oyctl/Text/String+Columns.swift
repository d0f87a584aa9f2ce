extension String {
    /// How many columns of a terminal it takes.
    var columns: Int {
        unicodeScalars.reduce(0) { $0 + $1.columns }
    }

    /// At most so many columns of it: a longer one ends with an ellipsis. What a reader takes for one character is not cut in two.
    func cut(toColumns limit: Int) -> String {
        guard columns > limit else { return self }
        var text = ""
        var room = limit - 1  // For the ellipsis.
        for character in self {
            room -= String(character).columns
            guard room >= 0 else { break }
            text.append(character)
        }
        return text + "…"
    }
}

extension Unicode.Scalar {
    /// How many columns of a terminal it takes (Unicode Standard Annex 11): none where it stands on the one before, two where it is as
    /// wide as it is high.
    fileprivate var columns: Int {
        switch properties.generalCategory {
        case .nonspacingMark, .enclosingMark: 0
        // The vowels and final consonants of Hangul are drawn into the syllable that is begun.
        case _ where (0x1160...0x11FF).contains(value): 0
        default: Self.wide.contains { $0.contains(value) } ? 2 : 1
        }
    }

    /// The blocks whose East Asian Width is W or F.
    private static let wide: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF, 0xA960...0xA97F,
        0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F680...0x1F6FF,
        0x1F900...0x1FAFF, 0x20000...0x3FFFD,
    ]
}
