import Foundation
import TestSupport
import Testing

/// Looks for bytes in all memory of another process, which takes root and what the kernel calls CAP_SYS_PTRACE.
struct MemoryScan {
    let pid: pid_t

    static let isAllowed: ConditionTrait = .enabled("only CAP_SYS_PTRACE looks into a process that lets nobody") {
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let line = status.split(separator: "\n").first { $0.hasPrefix("CapEff:") }
        let capabilities = line?.split(separator: "\t").last.flatMap { UInt64($0, radix: 16) } ?? 0
        return capabilities & 1 << 19 != 0
    }

    /// How often each of the texts is there.
    func counts(of texts: [String]) throws -> [Int] {
        let memory = open("/proc/\(pid)/mem", O_RDONLY | O_CLOEXEC)
        guard memory >= 0 else { throw SystemError("open /proc/PID/mem") }
        defer { close(memory) }
        var counts = texts.map { _ in 0 }
        for region in try regions() {
            for (index, text) in texts.enumerated() {
                counts[index] += Self.count(of: Array(text.utf8), in: region, of: memory)
            }
        }
        return counts
    }

    /// What can be written to: nothing else can hold what came in later.
    private func regions() throws -> [Range<Int>] {
        try maps().split(separator: "\n").compactMap { line in
            let fields = line.split(separator: " ")
            let ends = fields[0].split(separator: "-").compactMap { Int($0, radix: 16) }
            return fields[1].hasPrefix("rw") && ends.count == 2 ? ends[0]..<ends[1] : nil
        }
    }

    /// The kernel gives a page at a time, which Foundation takes for the end.
    private func maps() throws -> String {
        let file = open("/proc/\(pid)/maps", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw SystemError("open /proc/PID/maps") }
        defer { close(file) }
        var text: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while case let got = read(file, &buffer, buffer.count), got > 0 { text += buffer[..<got] }
        return String(decoding: text, as: UTF8.self)
    }

    private static func count(of text: [UInt8], in region: Range<Int>, of memory: CInt) -> Int {
        var count = 0
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        var place = region.lowerBound
        while place < region.upperBound {
            let got = pread(memory, &buffer, min(buffer.count, region.upperBound - place), off_t(place))
            // What can't be read (guard pages that were made since) holds nothing.
            guard got >= text.count else { break }
            count += occurrences(of: text, in: buffer[..<got])
            // What lies across the end of this piece is found in the next one.
            place += got == region.upperBound - place ? got : got - text.count + 1
        }
        return count
    }

    private static func occurrences(of text: [UInt8], in bytes: ArraySlice<UInt8>) -> Int {
        bytes.withUnsafeBytes { bytes in
            guard let start = bytes.baseAddress else { return 0 }
            var count = 0
            var place = 0
            while bytes.count - place >= text.count, let found = memchr(start + place, CInt(text[0]), bytes.count - place) {
                place = start.distance(to: UnsafeRawPointer(found)) + 1
                if bytes.count - place + 1 >= text.count, memcmp(found, text, text.count) == 0 { count += 1 }
            }
            return count
        }
    }
}
