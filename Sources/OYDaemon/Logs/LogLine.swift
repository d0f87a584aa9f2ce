import Contract
import Gateway
import Logging

/// One line of the log while it is put together, byte by byte: each call writes one, so it makes no strings on its way.
///
/// A value is cut to a bound, and nothing in it reaches the terminal or the collector but plain text: line ends, escape
/// sequences and marks that turn the writing around are escaped, so that no value can forge a line.
struct LogLine: ~Copyable {
    private(set) var bytes = ByteText(capacity: 384)
    let format: Configuration.Log.Format
    let level: Logger.Level

    /// - Parameter message: static, so that a line can be searched for.
    init(_ format: Configuration.Log.Format, _ level: Logger.Level, _ message: String, at time: WallTime) {
        self.format = format
        self.level = level
        switch format {
        case .text:
            time.appendRFC3339(to: &bytes)
            bytes.append(UInt8(ascii: " "))
            bytes.append(level.rawValue.uppercased())
            bytes.append(UInt8(ascii: " "))
            bytes.append(message)
        case .json:
            bytes.append("{\"time\":\"")
            time.appendRFC3339(to: &bytes)
            bytes.append("\",\"level\":\"")
            bytes.append(level.rawValue)
            bytes.append("\",\"message\":")
            quote(message)
        }
    }

    /// Adds a fact; one that is nil is left out.
    mutating func add(_ key: String, _ value: String?) {
        guard let value else { return }
        switch format {
        case .text:
            bytes.append(UInt8(ascii: " "))
            bytes.append(key)
            bytes.append(UInt8(ascii: "="))
            if Self.isWord(value) { bytes.append(value) } else { quote(value) }
        case .json:
            bytes.append(UInt8(ascii: ","))
            quote(key)
            bytes.append(UInt8(ascii: ":"))
            quote(value)
        }
    }

    /// The line, with its end.
    consuming func finished() -> ByteText {
        if format == .json { bytes.append(UInt8(ascii: "}")) }
        bytes.append(UInt8(ascii: "\n"))
        return bytes
    }

    /// Whether a value can stand without quotes: it is one word of printable ASCII that needs no escape.
    private static func isWord(_ value: String) -> Bool {
        !value.isEmpty
            && isPlain(value) { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "=") }
    }

    /// Whether a value is short, and ASCII that stands in a JSON string as it is, with nothing in it that is not wanted.
    private static func isPlain(_ value: String, butFor unwanted: (UInt8) -> Bool = { _ in false }) -> Bool {
        value.withBytes { bytes in
            guard bytes.count <= Limits.logValueScalars else { return false }
            for byte in bytes {
                let isPlain = byte >= 0x20 && byte < 0x7F && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
                if !isPlain || unwanted(byte) { return false }
            }
            return true
        }
    }

    /// Appends a JSON string, cut after `Limits.logValueScalars`.
    private mutating func quote(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        if Self.isPlain(text) {
            bytes.append(text)
        } else {
            bytes.append(Self.escaped(text))
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars.prefix(Limits.logValueScalars) {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case _ where scalar.isUnseen: for unit in String(scalar).utf16 { result += escaped(unit) }
            default: result.unicodeScalars.append(scalar)
            }
        }
        if text.unicodeScalars.dropFirst(Limits.logValueScalars).first != nil { result += "…" }
        return result
    }

    private static func escaped(_ unit: UInt16) -> String {
        "\\u" + Hexadecimal.text([UInt8(unit >> 8), UInt8(truncatingIfNeeded: unit)])
    }
}
