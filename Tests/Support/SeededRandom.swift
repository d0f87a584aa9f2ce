import Glibc

/// Random numbers that can be had again (SplitMix64): the same ones for the same seed.
///
/// Random tests say their seed and take it from `OY_SEED`, so that a run that failed can be repeated (ARCHITECTURE.md, "Replaying a test").
public struct SeededRandom: RandomNumberGenerator, Sendable {
    /// What `OY_SEED` says; nil where it says nothing.
    public static let seedOfEnvironment = getenv("OY_SEED").flatMap { UInt64(String(cString: $0)) }

    public let seed: UInt64
    private var state: UInt64

    public init(seed: UInt64) {
        self.seed = seed
        state = seed
    }

    /// A generator for the test called `name`, whose seed is printed.
    public init(for name: String) {
        self.init(seed: Self.seedOfEnvironment ?? .random(in: 0...UInt64(UInt32.max)))
        print("\(name): OY_SEED=\(seed)")
    }

    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// From 0 up to, not including, `bound`.
    public mutating func below(_ bound: Int) -> Int {
        Int(next() % UInt64(bound))
    }

    /// True in so many of a hundred cases.
    public mutating func chance(_ percent: Int) -> Bool {
        below(100) < percent
    }

    /// A generator of its own for a part of the run.
    public mutating func fork() -> SeededRandom {
        SeededRandom(seed: next())
    }
}
