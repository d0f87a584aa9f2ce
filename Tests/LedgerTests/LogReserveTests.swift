import Gateway
import Glibc
import Testing

@testable import Ledger

/// Room for the write-ahead log is taken when the ledger is opened, and is never taken for entries.
@Suite struct LogReserveTests {
    let directory = try! TemporaryDirectory()
    var log: String { directory.ledger + "-wal" }

    private func size(of path: String) -> Int? {
        var status = stat()
        return lstat(path, &status) == 0 ? Int(status.st_size) : nil
    }

    private func write(_ text: String, to path: String) throws {
        let file = try #require(fopen(path, "w"))
        fputs(text, file)
        fclose(file)
    }

    private func copy(_ path: String, to other: String) throws {
        let source = try #require(fopen(path, "r"))
        let target = try #require(fopen(other, "w"))
        defer {
            fclose(source)
            fclose(target)
        }
        chmod(other, 0o600)
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while case let count = fread(&chunk, 1, chunk.count, source), count > 0 {
            #expect(fwrite(chunk, 1, count, target) == count)
        }
    }

    @Test func `the log has its room from the start, and keeps it when payouts are written`() async throws {
        let reserved = LedgerLimits().reservedLogBytes
        let ledger = try SQLiteLedger(path: directory.ledger)
        #expect(size(of: log) == reserved)
        for number in 0..<50 { try await ledger.commit(.insert(.sample("A-\(number)"))) }
        #expect(size(of: log) == reserved)
        await ledger.close()
        #expect(size(of: log) == nil)
    }

    /// As after a crash: frames, and zeros behind them. What is found there is what was committed, and nothing else.
    @Test func `zeros behind the last commit are the end of the log`() async throws {
        let ledger = try SQLiteLedger(path: directory.ledger)
        for number in 0..<20 { try await ledger.commit(.insert(.sample("A-\(number)"))) }
        let head = ledger.statistics.head
        let other = directory.path + "/other.db"
        try copy(directory.ledger, to: other)
        try copy(log, to: other + "-wal")
        await ledger.close()

        let recovered = try SQLiteLedger(path: other, createsMissing: false)
        #expect(recovered.statistics.head == head)
        for number in 0..<20 { #expect(try await recovered.payout(named: "A-\(number)") != nil) }
        try await recovered.commit(.insert(.sample("B")))
        await recovered.close()
        #expect(try LedgerVerification.verify(path: other) == .holds(recovered.statistics.head))
    }

    @Test func `a log that can't have its room keeps the length that it had`() throws {
        let mountPoint = directory.path + "/small"
        mkdir(mountPoint, 0o700)
        guard mount("tmpfs", mountPoint, "tmpfs", 0, "size=1m,mode=0700") == 0 else {
            print("a small tmpfs can't be mounted here (\(String(cString: strerror(errno)))): skipped")
            return
        }
        defer { umount2(mountPoint, Int32(MNT_DETACH)) }
        let path = mountPoint + "/log"
        try write("frames", to: path)
        LogReserve.take(at: path, length: 3 * 1_024 * 1_024)
        #expect(size(of: path) == 6)
    }

    @Test func `a log that is longer already stays as it is`() throws {
        let path = directory.path + "/log"
        try write("frames", to: path)
        LogReserve.take(at: path, length: 3)
        #expect(size(of: path) == 6)
        LogReserve.take(at: directory.path + "/none", length: 3)
        #expect(size(of: directory.path + "/none") == nil)
    }
}
