import ArgumentParser
import Foundation

/// Standard output, written so that nothing is lost unseen: a full disk or a reader that has gone is a failure of the command.
enum Output {
    struct Failure: Error, CustomStringConvertible {
        let reason: String
        /// Nobody reads the pipe any more.
        var isReaderGone = false
        /// Whether nothing of it was left behind: it may be written again.
        var isTakenBack = false
        var description: String { "the output could not be written: \(reason)" }
    }

    static func line(_ text: String) throws(Failure) {
        try write(Array((text + "\n").utf8))
    }

    /// Tells on standard error why the command fails. Nobody reads it where that fails; the exit status says it all the same.
    static func complain(_ text: String) {
        try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
    }

    /// Tells on standard error what is wrong with how the command was called.
    ///
    /// - Returns: what it is to end with, 64. Not `ValidationError`, which would show how oyctl is used besides.
    static func usageError(_ text: String) -> ExitCode {
        complain("Error: \(text)\n")
        return .validationFailure
    }

    /// Whether standard output is a terminal: then a person reads it.
    static var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

    /// How wide the terminal is on which standard output is; nil where it is none, or one that does not say.
    static var terminalColumns: Int? {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return Int(size.ws_col)
    }

    static func write(_ bytes: [UInt8]) throws(Failure) {
        var written = 0
        try write(bytes, counting: &written)
    }

    /// Writes all of it or, to a file, nothing. Where a pipe or a terminal fails, nobody can tell what has arrived.
    static func writeWhole(_ bytes: [UInt8]) throws(Failure) {
        let mark = FileMark(STDOUT_FILENO)
        var written = 0
        do throws(Failure) {
            try write(bytes, counting: &written)
        } catch {
            throw Failure(reason: error.reason, isTakenBack: mark?.takeBack(written) ?? false)
        }
    }

    private static func write(_ bytes: [UInt8], counting written: inout Int) throws(Failure) {
        while written < bytes.count {
            let rest = bytes.dropFirst(written)
            let count = rest.withUnsafeBytes { Foundation.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
            if count >= 0 {
                written += count
            } else if errno != EINTR {
                throw Failure(reason: String(cString: strerror(errno)), isReaderGone: errno == EPIPE)
            }
        }
    }
}
