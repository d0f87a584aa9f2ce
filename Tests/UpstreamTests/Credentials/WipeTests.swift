import Glibc
import NIOCore
import Synchronization
import Testing

@testable import Upstream

/// Key material is overwritten before its memory is anybody's again (docs/threat-model.md).
@Suite struct WipeTests {
    /// What was in the pages of a secret when they were given back.
    private final class Given: Sendable {
        private let bytes = Mutex<[[UInt8]]>([])

        var all: [[UInt8]] { bytes.withLock { $0 } }

        func back(_ pages: UnsafeMutableRawBufferPointer) {
            bytes.withLock { $0.append(Array(pages)) }
            munmap(pages.baseAddress, pages.count)
        }
    }

    private struct Broken: Error {}

    @Test("A secret's pages hold nothing when the last holder lets go", arguments: [1, 24, 4_096, 10_000])
    func secret(count: Int) {
        let given = Given()
        var secret: Secret? = Secret(count: count) { $0.copyBytes(from: Array(repeating: 0xA5, count: count)) } releasedBy: { given.back($0) }
        var other = secret
        secret = nil
        #expect(given.all.isEmpty)
        other?.withUnsafeBytes { #expect($0.allSatisfy { $0 == 0xA5 }) }
        other = nil
        #expect(given.all.count == 1)
        #expect(given.all.allSatisfy { $0.count >= count && $0.allSatisfy { $0 == 0 } })
    }

    @Test("Nor do they where it could not be filled to its end")
    func unfilled() {
        let given = Given()
        #expect(throws: Broken.self) {
            _ = try Secret(count: 24) { pages in
                pages.copyBytes(from: Array(repeating: 0xA5, count: 12))
                throw Broken()
            } releasedBy: {
                given.back($0)
            }
        }
        #expect(given.all.count == 1)
        #expect(given.all.allSatisfy { $0.allSatisfy { $0 == 0 } })
    }

    @Test("A request's buffer is overwritten, also what was read of it, and keeps its memory where it is small")
    func request() {
        var buffer = ByteBuffer(repeating: 0xA5, count: 1_000)
        buffer.moveReaderIndex(forwardBy: 400)
        buffer.wipe(keeping: 4_096)
        #expect(buffer.readableBytes == 0 && buffer.capacity >= 1_000)
        buffer.moveWriterIndex(to: 1_000)
        #expect(buffer.readableBytesView.allSatisfy { $0 == 0 })
        buffer.wipe(keeping: 999)
        #expect(buffer.capacity == 0)
    }
}
