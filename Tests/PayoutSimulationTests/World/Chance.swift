import TestSupport

/// The only source of chance in a run: the same seed gives the same run.
struct Chance {
    private var random: SeededRandom

    init(seed: UInt64) {
        random = SeededRandom(seed: seed &* 0x9E37_79B9_7F4A_7C15 &+ 0x1234_5678)
    }

    mutating func next() -> UInt64 {
        random.next()
    }

    /// From 0 up to, not including, `bound`.
    mutating func below(_ bound: Int) -> Int {
        Int(truncatingIfNeeded: next() >> 33) % bound
    }

    /// Whether something happens that happens in `percent` of the cases.
    mutating func percent(_ percent: Int) -> Bool {
        percent > 0 && below(100) < percent
    }

    /// One of `values`.
    mutating func one<Value>(of values: [Value]) -> Value {
        values[below(values.count)]
    }

    /// From 0 up to 1.
    mutating func fraction() -> Double {
        Double(below(1_000_000)) / 1_000_000
    }
}
