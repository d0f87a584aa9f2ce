import Logging

extension Logger {
    /// A warning for each of the causes, as a check words them.
    func warning(_ message: Message, causes: [String]) {
        for cause in causes { warning(message, metadata: ["cause": "\(cause)"]) }
    }
}
