import Glibc
import Logging

/// What the program says outside of the log: why it does not start, what `--check` found.
public enum StandardError {
    /// Writes an error, at once, with a line's end. For the journal each of its lines is marked as one.
    public static func write(error text: String) {
        var lines = lines(of: text, areMarked: JournalStream.isStandardError)
        lines.withUTF8 { bytes in
            var rest = UnsafeRawBufferPointer(bytes)
            while !rest.isEmpty {
                let count = Glibc.write(STDERR_FILENO, rest.baseAddress, rest.count)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return }
                rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
            }
        }
    }

    static func lines(of text: String, areMarked: Bool) -> String {
        guard areMarked else { return text + "\n" }
        return text.split(separator: "\n").map { "\(Logger.Level.error.journalMark)\($0)\n" }.joined()
    }
}
