/// A day of the calendar, wherever it is.
struct CivilDay: Equatable, Sendable {
    /// Days since 1 January 1970.
    let number: Int64

    init(number: Int64) {
        self.number = number
    }

    /// Reads `yyyy-MM-dd`, which the contract has checked to be a day of the calendar.
    init?(_ text: String) {
        let parts = text.split(separator: "-").compactMap { Int64($0) }
        guard parts.count == 3 else { return nil }
        number = Self.daysSince1970(year: parts[0], month: parts[1], day: parts[2])
    }

    /// Counted in years that begin in March, so that the leap day is the last of its year.
    private static func daysSince1970(year: Int64, month: Int64, day: Int64) -> Int64 {
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}
