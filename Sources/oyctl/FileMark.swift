import Foundation

/// Where a file ended before something was written to it, so that a part of that can be taken back.
struct FileMark {
    private let descriptor: Int32
    private let end: off_t

    /// Nil for what is no regular file, and for one that is written to before its end: there is nothing that can be taken back.
    init?(_ descriptor: Int32) {
        var file = stat()
        guard fstat(descriptor, &file) == 0, file.st_mode & S_IFMT == S_IFREG else { return nil }
        // Of a file that is appended to (`>>`) the place says nothing before something was written.
        let isAppended = fcntl(descriptor, F_GETFL) & O_APPEND != 0
        guard isAppended || lseek(descriptor, 0, SEEK_CUR) == file.st_size else { return nil }
        self.descriptor = descriptor
        end = file.st_size
    }

    /// Takes back what was written since.
    ///
    /// - Parameter count: bytes that were written. Where the file has grown by another number, somebody else writes to it, too, and it is left
    ///   alone.
    /// - Returns: whether the file is as it was.
    func takeBack(_ count: Int) -> Bool {
        var file = stat()
        guard fstat(descriptor, &file) == 0, file.st_size == end + off_t(count), ftruncate(descriptor, end) == 0 else { return false }
        // What the shell writes to it next must not leave a hole.
        return lseek(descriptor, end, SEEK_SET) == end
    }
}
