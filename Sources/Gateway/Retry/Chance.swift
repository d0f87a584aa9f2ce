import Synchronization

/// Random numbers for jitter, so that calls that failed together do not retry together.
///
/// SplitMix64 over a counter that all threads share, seeded by the system. Not for secrets; the system's own source costs
/// a system call each time, and every call needs a number.
public final class Chance: Sendable {
    /// The process's own.
    public static let shared = Chance()

    private let counter: Atomic<UInt64>

    /// - Parameter seed: the same seed gives the same numbers.
    public init(seed: UInt64 = .random(in: .min ... .max)) {
        counter = Atomic(seed)
    }

    /// The next number, uniformly from 0 up to 1.
    public func next() -> Double {
        var mixed = counter.wrappingAdd(0x9E37_79B9_7F4A_7C15, ordering: .relaxed).newValue
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return Double((mixed ^ mixed >> 31) >> 11) * 0x1p-53
    }
}
