import Glibc
import HostFiles

/// Reads the configuration from disk.
public enum ConfigurationFile {
    /// - Parameter path: of a plain file, which a reload can read anew. A pipe is none: no `/dev/stdin` behind one, no `<(…)`.
    /// - Throws: `ConfigurationError` that names the file, and the line and key where there is one.
    public static func read(_ path: String) throws(ConfigurationError) -> ConfigurationDocument {
        try ConfigurationDocument(text: text(of: path), path: path)
    }

    private static func text(of path: String) throws(ConfigurationError) -> String {
        func failure(_ message: String) -> ConfigurationError {
            ConfigurationError(file: path, line: nil, key: "", message: message)
        }
        // Without waiting: a pipe would have a reload, and all that comes after it, wait for whoever writes to it.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)
        guard descriptor >= 0 else { throw failure(SystemReason.last) }
        guard let stream = fdopen(descriptor, "r") else {
            close(descriptor)
            throw failure(SystemReason.last)
        }
        defer { fclose(stream) }
        guard FileStatus(ofDescriptor: descriptor)?.kind == .plain else { throw failure("is not a plain file") }
        var bytes = [UInt8](repeating: 0, count: Limits.configurationBytes + 1)
        let count = fread(&bytes, 1, bytes.count, stream)
        guard ferror(stream) == 0 else { throw failure(SystemReason.last) }
        guard count <= Limits.configurationBytes else { throw failure("is larger than \(Limits.configurationBytes) bytes") }
        guard let text = String(validating: bytes[..<count], as: UTF8.self) else { throw failure("is not UTF-8") }
        // Some editors begin a file with a byte order mark, which the YAML parser takes for content.
        return text.unicodeScalars.first == "\u{FEFF}" ? String(text.unicodeScalars.dropFirst()) : text
    }
}
