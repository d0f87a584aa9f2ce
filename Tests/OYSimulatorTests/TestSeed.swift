import Glibc

/// The seed of random tests: OY_SEED, or another one each run; printed, so that a failure can be replayed.
enum TestSeed {
    static let value: UInt64 = {
        let seed = getenv("OY_SEED").flatMap { UInt64(String(cString: $0)) } ?? .random(in: 0...UInt64(UInt32.max))
        print("OY_SEED=\(seed)")
        return seed
    }()
}
