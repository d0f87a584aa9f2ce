/// Something in the configuration that cannot be: names the file, the line and the key, so that it is found at once.
public struct ConfigurationError: Error, Equatable, CustomStringConvertible {
    public var file: String
    /// Counted from 1; nil where the file as a whole is meant.
    public var line: Int?
    /// Path of the key, such as `callers[2].methods`; empty where the file as a whole is meant.
    public var key: String
    public var message: String

    public var description: String {
        let place = line.map { "\(file):\($0)" } ?? file
        return key.isEmpty ? "\(place): \(message)" : "\(place): \(key): \(message)"
    }
}
