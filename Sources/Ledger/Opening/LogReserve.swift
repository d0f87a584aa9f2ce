internal import Glibc

/// Room for the write-ahead log, taken before it is needed.
///
/// A commit that makes the log longer waits for the file system's journal, too, which has to note the new length; one that writes
/// over what is there waits for its own bytes alone, half as long or less (docs/performance.md). SQLite knows its
/// frames by salt and checksum: zeros behind the last one, or nothing but zeros, are to it a log that ends there.
enum LogReserve {
    private static let chunk = 1_024 * 1_024

    /// Makes the log at least `length` bytes long. Failing costs nothing but time: what was added is given back.
    ///
    /// - Parameter path: of the log, which SQLite has open already, so that its owner and mode are right.
    static func take(at path: String, length: Int) {
        let descriptor = open(path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return }
        if !appendZeros(to: descriptor, from: Int(status.st_size), until: length) {
            ftruncate(descriptor, status.st_size)
        }
    }

    private static func appendZeros(to descriptor: Int32, from start: Int, until end: Int) -> Bool {
        let zeros = [UInt8](repeating: 0, count: min(chunk, max(0, end - start)))
        var offset = start
        while offset < end {
            let written = pwrite(descriptor, zeros, min(zeros.count, end - offset), off_t(offset))
            guard written > 0 else { return false }
            offset += written
        }
        return true
    }
}
