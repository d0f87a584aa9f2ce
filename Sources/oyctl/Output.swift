import Glibc

/// Standard output, written so that nothing is lost unseen: a full disk or a reader that has gone is a failure of the command.
enum Output {
    struct Failure: Error, CustomStringConvertible {
        let reason: String
        var description: String { "the output could not be written: \(reason)" }
    }

    static func line(_ text: String) throws(Failure) {
        try write(Array((text + "\n").utf8)[...])
    }

    static func write(_ bytes: ArraySlice<UInt8>) throws(Failure) {
        var rest = bytes
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
            if count >= 0 {
                rest = rest.dropFirst(count)
            } else if errno != EINTR {
                throw Failure(reason: String(cString: strerror(errno)))
            }
        }
    }
}
