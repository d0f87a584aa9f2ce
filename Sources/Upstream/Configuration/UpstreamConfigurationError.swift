/// A configuration that can't be worked with: which setting, and what is wrong with it. Safe to print.
public struct UpstreamConfigurationError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The setting, by its name in the configuration file where it has one.
    public let setting: String
    public let problem: String

    init(_ setting: String, _ problem: String) {
        self.setting = setting
        self.problem = problem
    }

    public var description: String { "\(setting): \(problem)" }
}
