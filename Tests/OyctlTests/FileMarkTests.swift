import Foundation
import Testing

@testable import oyctl

/// What of a file can be taken back where the rest can't be written.
@Suite struct FileMarkTests {
    /// A file that has a line already, opened as a shell does.
    private func withFile(_ flags: Int32, _ body: (Int32) throws -> Void) throws {
        let file = try #require(tmpfile())
        defer { fclose(file) }
        let descriptor = fileno(file)
        put("first\r\n", descriptor)
        if flags & O_TRUNC != 0 { ftruncate(descriptor, 0) }
        lseek(descriptor, 0, SEEK_SET)
        if flags & O_APPEND != 0 { try #require(fcntl(descriptor, F_SETFL, O_APPEND) == 0) }
        try body(descriptor)
    }

    private func text(_ descriptor: Int32) -> String {
        var bytes = [UInt8](repeating: 0, count: 100)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    }

    private func put(_ text: String, _ descriptor: Int32) {
        #expect(write(descriptor, text, text.utf8.count) == text.utf8.count)
    }

    /// With `>` a shell empties the file; with `>>` its place is at the beginning until something was written.
    @Test(arguments: [(O_APPEND, "first\r\n"), (O_TRUNC, "")])
    func `what was written since is taken back, and no hole is left`(flags: Int32, before: String) throws {
        try withFile(flags) { descriptor in
            let mark = try #require(FileMark(descriptor))
            put("second\r\nthi", descriptor)
            #expect(mark.takeBack(11))
            #expect(text(descriptor) == before)
            put("more", descriptor)
            #expect(text(descriptor) == before + "more")
        }
    }

    @Test func `nothing is taken that stood there before, or that others write`() throws {
        try withFile(0) { descriptor in
            #expect(FileMark(descriptor) == nil)
            #expect(lseek(descriptor, 0, SEEK_END) == 7)
            let mark = try #require(FileMark(descriptor))
            put("mine, theirs", descriptor)
            #expect(!mark.takeBack(4))
            #expect(text(descriptor) == "first\r\nmine, theirs")
        }
    }

    @Test func `of a pipe nothing can be taken back`() throws {
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        defer { for end in ends { close(end) } }
        #expect(FileMark(ends[1]) == nil)
        #expect(FileMark(-1) == nil)
    }
}
