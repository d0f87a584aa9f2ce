/// Reads CSV as RFC 4180 has it, byte by byte, as programs do that know nothing of Unicode.
enum CSVReader {
    static func rows(_ text: String) -> [[String]] {
        var rows: [[String]] = []
        var row: [String] = []
        var cell: [UInt8] = []
        var isQuoted = false
        var mayEnd = false
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\"") where isQuoted && !mayEnd: mayEnd = true
            case UInt8(ascii: "\"") where isQuoted: (mayEnd, cell) = (false, cell + [byte])
            case UInt8(ascii: "\"") where cell.isEmpty: isQuoted = true
            case _ where isQuoted && !mayEnd: cell.append(byte)
            case UInt8(ascii: ","), UInt8(ascii: "\n"):
                row.append(String(decoding: cell, as: UTF8.self))
                (cell, isQuoted, mayEnd) = ([], false, false)
                if byte == UInt8(ascii: "\n") { (rows, row) = (rows + [row], []) }
            case UInt8(ascii: "\r"): break
            default: cell.append(byte)
            }
        }
        return rows
    }
}
