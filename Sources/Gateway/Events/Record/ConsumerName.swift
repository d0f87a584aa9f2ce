/// A consumer's name: the caller's own, so that two callers can use the same without sharing it.
public struct ConsumerName: Sendable, Hashable {
    /// The caller's name in the configuration.
    public var caller: String
    public var name: String

    public init(caller: String, name: String) {
        self.caller = caller
        self.name = name
    }
}
