extension Int64 {
    /// The sum, or the largest number where that would be larger: for times, of which the largest means never. `other` is not negative.
    func addingSaturated(_ other: Int64) -> Int64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? .max : sum
    }
}
