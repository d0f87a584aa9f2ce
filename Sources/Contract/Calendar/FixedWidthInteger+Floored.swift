extension FixedWidthInteger {
    /// The quotient, rounded down: of days and hours before 1970 too.
    package func flooredQuotient(by divisor: Self) -> Self {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }
}
