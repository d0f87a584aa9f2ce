import Gateway
import Glibc
public import Logging

/// Writes each event as one line to standard error, as text for people or as JSON for collectors.
///
/// Messages are static and metadata keys constant, so a line can be searched for. A value is cut to a bound, and nothing
/// in it reaches the terminal or the collector but plain text: line ends, escape sequences and marks that turn the
/// writing around are escaped, so that no value can forge a line.
public struct LineLogHandler: LogHandler {
    public var metadata: Logger.Metadata = [:]
    private let format: Configuration.Log.Format
    private let label: String
    private let settings: LiveSettings
    /// Of a copy that was given a level of its own.
    private var ownLevel: Logger.Level?

    /// - Parameter settings: hold the level, which may change at any time.
    public init(label: String, format: Configuration.Log.Format, settings: LiveSettings) {
        self.label = label
        self.format = format
        self.settings = settings
    }

    public var logLevel: Logger.Level {
        get { ownLevel ?? settings.logLevel }
        set { ownLevel = newValue }
    }

    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    public func log(event: LogEvent) {
        let facts = event.metadata.map { metadata.merging($0) { $1 } } ?? metadata
        let pairs = facts.sorted { $0.key < $1.key }.map { ($0.key, "\($0.value)") }
        let line =
            switch format {
            case .text: Self.text(event.level, "\(event.message)", pairs)
            case .json: Self.json(event.level, "\(event.message)", pairs)
            }
        Self.write(line + "\n")
    }

    /// One write per line, so that the lines of several threads do not mix; a rest is written after it where the reader of
    /// a pipe is slow. Where nobody reads at all there is nobody to tell.
    private static func write(_ line: String) {
        var line = line
        line.withUTF8 { bytes in
            var written = 0
            while written < bytes.count {
                let count = Glibc.write(STDERR_FILENO, bytes.baseAddress! + written, bytes.count - written)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return }
                written += count
            }
        }
    }

    static func text(_ level: Logger.Level, _ message: String, _ pairs: [(String, String)]) -> String {
        var line = "\(SystemTimekeeper().wallNow.rfc3339) \(level.rawValue.uppercased()) \(message)"
        for (key, value) in pairs {
            line += " \(key)="
            line += value.utf8.count <= Limits.logValueScalars && isPlain(value) ? value : quoted(value)
        }
        return line
    }

    static func json(_ level: Logger.Level, _ message: String, _ pairs: [(String, String)]) -> String {
        var line = "{\"time\":\"\(SystemTimekeeper().wallNow.rfc3339)\",\"level\":\"\(level.rawValue)\",\"message\":\(quoted(message))"
        for (key, value) in pairs { line += ",\(quoted(key)):\(quoted(value))" }
        return line + "}"
    }

    /// Whether a value can stand without quotes: it is one word of printable ASCII that needs no escape.
    private static func isPlain(_ value: String) -> Bool {
        !value.isEmpty
            && value.utf8.allSatisfy { byte in
                (0x21...0x7E).contains(byte)
                    && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "=") && byte != UInt8(ascii: "\\")
            }
    }

    /// A JSON string, cut after `Limits.logValueScalars`.
    static func quoted(_ text: String) -> String {
        var result = "\""
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
        return result + "\""
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
