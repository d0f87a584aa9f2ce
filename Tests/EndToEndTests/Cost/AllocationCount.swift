import Synchronization
import TestSupport

/// How often a program has asked for memory so far, as `Tests/Probes` counts it.
struct AllocationCount {
    /// What the program is to be started with.
    let environment: [String: String]
    private let shared: SharedFile

    /// - Parameter directory: where the count stands in a file.
    init(in directory: TemporaryDirectory) throws {
        shared = try SharedFile(in: directory, name: "allocations", size: MemoryLayout<Int64>.size)
        environment = shared.environment(for: "OY_ALLOCATIONS")
    }

    var now: Int64 {
        shared.bytes.assumingMemoryBound(to: Atomic<Int64>.self).pointee.load(ordering: .relaxed)
    }
}
