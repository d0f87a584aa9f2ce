/// What moments and dates are put together with.
extension BinaryInteger {
    /// Rounded down, below zero too.
    func floorDivided(by divisor: Self) -> Self {
        let quotient = self / divisor
        return self % divisor < 0 ? quotient - 1 : quotient
    }

    /// With a zero before it where it has one digit.
    var twoDigits: String { self < 10 ? "0\(self)" : String(self) }
}
