import CHost
import Glibc

/// Whether what the program writes is read by systemd's journal, which takes a line's priority from a mark in front of it (sd-daemon(3)).
/// Without one, an alarm looks like any other line there.
enum JournalStream {
    /// Whether standard error is. Looked up once: what the program was started with is meant.
    static let isStandardError: Bool = {
        var status = oy_file_status()
        guard oy_fstat(STDERR_FILENO, &status) == 0, let value = getenv("JOURNAL_STREAM") else { return false }
        return isNamed(by: String(cString: value), device: status.device, inode: status.inode)
    }()

    /// Whether `$JOURNAL_STREAM` names the file of that device and inode. It is inherited by programs whose output goes elsewhere,
    /// so that it is there says nothing (systemd.exec(5)).
    ///
    /// - Parameter value: two decimal numbers, `device:inode`.
    static func isNamed(by value: String, device: UInt64, inode: UInt64) -> Bool {
        value == "\(device):\(inode)"
    }
}
