import Glibc
import Synchronization

/// How often a program has asked for memory so far, counted by `Tests/AllocationCounter`, which is preloaded into it.
final class AllocationCount: @unchecked Sendable {
    // @unchecked: the pointer never changes, and what it points to is read as the one atomic word that the other process
    // writes.

    /// What the program is to be started with.
    let environment: [String: String]
    private let count: UnsafeMutablePointer<Atomic<Int64>>

    /// - Parameter directory: where the count stands in a file.
    init(in directory: TemporaryDirectory) throws {
        let path = try directory.write("allocations", String(repeating: "\0", count: MemoryLayout<Int64>.size))
        let file = open(path, O_RDWR | O_CLOEXEC)
        guard file >= 0 else { throw SystemError("open \(path)") }
        defer { close(file) }
        let shared = mmap(nil, MemoryLayout<Int64>.size, PROT_READ, MAP_SHARED, file, 0)
        guard let shared, shared != MAP_FAILED else { throw SystemError("mmap \(path)") }
        count = shared.assumingMemoryBound(to: Atomic<Int64>.self)
        environment = ["LD_PRELOAD": Binary.path(ofLibrary: "AllocationCounter"), "OY_ALLOCATIONS": path]
    }

    deinit {
        munmap(count, MemoryLayout<Int64>.size)
    }

    var now: Int64 { count.pointee.load(ordering: .relaxed) }
}
