import Glibc
import Logging

/// What the program says outside of the log: why it does not start, what `--check` found.
public enum StandardError {
    /// Writes an error, at once, with a line's end. For the journal each of its lines is marked as one.
    public static func write(error text: String) {
        var lines = lines(of: text, areMarked: JournalStream.isStandardError)
        lines.withUTF8 { DescriptorOutput.write(UnsafeRawBufferPointer($0), to: STDERR_FILENO) }
    }

    static func lines(of text: String, areMarked: Bool) -> String {
        guard areMarked else { return text + "\n" }
        return text.split(separator: "\n").map { "\(Logger.Level.error.journalMark)\($0)\n" }.joined()
    }
}
