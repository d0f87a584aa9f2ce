import Logging

/// Tells of bytes that a connection to OY! brought though nobody had asked for any. OY!, or what stands before it, is out of step or means
/// harm. A line is written now and then; `UnsolicitedBytesMetrics` counts each time.
struct UnsolicitedBytesLog: Sendable {
    let logger: Logger
    let lines: LogThrottle
    let baseURL: String

    func came() {
        guard let more = lines.takeTurn() else { return }
        logger.warning(
            "A connection to OY! brought bytes that nobody had asked for, and was closed",
            metadata: ["base_url": "\(baseURL)", "not_shown": "\(more)"])
    }
}
