import Contract
import Gateway
import Logging

/// One line of the log while it is put together, byte by byte: each call writes one, so it makes no strings on its way.
///
/// A value is cut to a bound, and nothing in it reaches the terminal or the collector but plain text: line ends, escape
/// sequences and marks that turn the writing around are escaped, so that no value can forge a line.
struct LogLine {
    private(set) var bytes: [UInt8] = []
    let format: Configuration.Log.Format

    /// - Parameter message: static, so that a line can be searched for.
    init(_ format: Configuration.Log.Format, _ level: Logger.Level, _ message: String, at time: WallTime) {
        self.format = format
        bytes.reserveCapacity(384)
        switch format {
        case .text:
            append(time.rfc3339)
            bytes.append(UInt8(ascii: " "))
            append(level.rawValue.uppercased())
            bytes.append(UInt8(ascii: " "))
            append(message)
        case .json:
            append("{\"time\":\"")
            append(time.rfc3339)
            append("\",\"level\":\"")
            append(level.rawValue)
            append("\",\"message\":")
            quote(message)
        }
    }

    /// Adds a fact; one that is nil is left out.
    mutating func add(_ key: String, _ value: String?) {
        guard let value else { return }
        switch format {
        case .text:
            bytes.append(UInt8(ascii: " "))
            append(key)
            bytes.append(UInt8(ascii: "="))
            if Self.isWord(value) { append(value) } else { quote(value) }
        case .json:
            bytes.append(UInt8(ascii: ","))
            quote(key)
            bytes.append(UInt8(ascii: ":"))
            quote(value)
        }
    }

    /// The line, with its end.
    consuming func finished() -> [UInt8] {
        if format == .json { bytes.append(UInt8(ascii: "}")) }
        bytes.append(UInt8(ascii: "\n"))
        return bytes
    }

    private mutating func append(_ text: String) {
        text.withBytes { bytes.append(contentsOf: $0) }
    }

    /// Whether a value can stand without quotes: it is one word of printable ASCII that needs no escape.
    private static func isWord(_ value: String) -> Bool {
        !value.isEmpty && value.utf8.count <= Limits.logValueScalars
            && value.utf8.allSatisfy { isPlain($0) && $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "=") }
    }

    /// Whether a byte of ASCII stands in a JSON string as it is.
    private static func isPlain(_ byte: UInt8) -> Bool {
        (0x20...0x7E).contains(byte) && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
    }

    /// Appends a JSON string, cut after `Limits.logValueScalars`.
    private mutating func quote(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        if text.utf8.count <= Limits.logValueScalars, text.utf8.allSatisfy(Self.isPlain) {
            append(text)
        } else {
            append(Self.escaped(text))
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
            case _ where isUnseen(scalar): for unit in String(scalar).utf16 { result += escaped(unit) }
            default: result.unicodeScalars.append(scalar)
            }
        }
        if text.unicodeScalars.dropFirst(Limits.logValueScalars).first != nil { result += "…" }
        return result
    }

    /// Whether a scalar does something to the text around it, or ends the line, in place of being seen.
    private static func isUnseen(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }

    private static func escaped(_ unit: UInt16) -> String {
        let hex = String(unit, radix: 16)
        return "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
    }
}
