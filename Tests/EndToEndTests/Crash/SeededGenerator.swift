import Foundation

/// SplitMix64: the same numbers for the same seed.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    /// The seed of the run: OY_SEED, or another one each time.
    static let runSeed = ProcessInfo.processInfo.environment["OY_SEED"].flatMap(UInt64.init) ?? .random(in: 0...999_999_999)

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// True in so many of a hundred cases.
    mutating func chance(_ percent: Int) -> Bool {
        Int.random(in: 0..<100, using: &self) < percent
    }

    /// A generator of its own for a part of the run.
    mutating func fork() -> SeededGenerator {
        SeededGenerator(seed: next())
    }
}
