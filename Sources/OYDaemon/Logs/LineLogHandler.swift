public import Logging

/// Writes each event as one line to standard error, as text for people or as JSON for collectors. Messages are static and
/// metadata keys constant, so a line can be searched for.
public struct LineLogHandler: LogHandler {
    public var metadata: Logger.Metadata = [:]
    private let format: Configuration.Log.Format
    private let settings: LiveSettings
    /// Of a copy that was given a level of its own.
    private var ownLevel: Logger.Level?

    /// - Parameter settings: hold the level, which may change at any time.
    public init(format: Configuration.Log.Format, settings: LiveSettings) {
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
        var line = LogLine(format, event.level, "\(event.message)", at: SystemTimekeeper().wallNow)
        for (key, value) in facts.sorted(by: { $0.key < $1.key }) { line.add(key, "\(value)") }
        LogOutput.standard.write(line)
    }
}
