import Foundation
import Gateway
public import Logging
import Synchronization

/// Writes each event as one line to standard error, as text for people or as JSON for collectors.
///
/// Messages are static and metadata keys constant, so a line can be searched for; line ends inside a value are
/// escaped, so that no value can forge a line.
public struct LineLogHandler: LogHandler {
    public var logLevel: Logger.Level
    public var metadata: Logger.Metadata = [:]
    private let format: Configuration.Log.Format
    private let label: String

    public init(label: String, log: Configuration.Log) {
        self.label = label
        self.format = log.format
        logLevel =
            switch log.level {
            case .debug: .debug
            case .info: .info
            case .warning: .warning
            case .error: .error
            }
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
        var bytes = Array(line.utf8)
        bytes.append(UInt8(ascii: "\n"))
        // One write per line: lines of several threads do not mix.
        _ = bytes.withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }

    static func text(_ level: Logger.Level, _ message: String, _ pairs: [(String, String)]) -> String {
        var line = "\(SystemTimekeeper().wallNow.rfc3339) \(level.rawValue.uppercased()) \(message)"
        for (key, value) in pairs {
            line += " \(key)="
            line += value.contains { $0 == " " || $0 == "\"" || $0 == "=" || $0.isNewline } || value.isEmpty
                ? quoted(value) : value
        }
        return line
    }

    static func json(_ level: Logger.Level, _ message: String, _ pairs: [(String, String)]) -> String {
        var line = "{\"time\":\"\(SystemTimekeeper().wallNow.rfc3339)\",\"level\":\"\(level.rawValue)\",\"message\":\(quoted(message))"
        for (key, value) in pairs { line += ",\(quoted(key)):\(quoted(value))" }
        return line + "}"
    }

    /// A JSON string.
    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F || scalar.value == 0x85
                || scalar.value == 0x2028 || scalar.value == 0x2029:
                let hex = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
