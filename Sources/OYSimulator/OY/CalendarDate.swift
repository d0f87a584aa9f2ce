/// A day of the Gregorian calendar.
struct CalendarDate: Sendable, Hashable, CustomStringConvertible {
    /// 1970-01-01 is 0.
    var daysSince1970: Int

    init(daysSince1970: Int) { self.daysSince1970 = daysSince1970 }

    /// Reads `yyyy-MM-dd`; nil for any other form and for days that do not exist.
    init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.utf8.count) == [4, 2, 2], text.utf8.allSatisfy({ $0 == 0x2D || (0x30...0x39).contains($0) }),
            let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]),
            (1...12).contains(month), (1...31).contains(day)
        else { return nil }
        // Days from a civil date, counted in eras of 400 years that start in March (H. Hinnant, "chrono-compatible
        // low-level date algorithms").
        let shifted = month > 2 ? year : year - 1
        let era = shifted.floorDivided(by: 400)
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        daysSince1970 = era * 146_097 + dayOfEra - 719_468
        guard description == text else { return nil }
    }

    private var civil: (year: Int, month: Int, day: Int) {
        let days = daysSince1970 + 719_468
        let era = days.floorDivided(by: 146_097)
        let dayOfEra = days - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shifted + 2) / 5 + 1)
    }

    /// `yyyy-MM-dd`
    var description: String {
        let (year, month, day) = civil
        return "\((year / 100).twoDigits)\((year % 100).twoDigits)-\(month.twoDigits)-\(day.twoDigits)"
    }

    /// `dd-MM-yyyy`
    var dayFirst: String {
        let (year, month, day) = civil
        return "\(day.twoDigits)-\(month.twoDigits)-\((year / 100).twoDigits)\((year % 100).twoDigits)"
    }

    /// `dd/MM`, as Indonesian bank statements have it.
    var dayAndMonth: String {
        let (_, month, day) = civil
        return "\(day.twoDigits)/\(month.twoDigits)"
    }

    /// Midnight in Western Indonesian time.
    var midnight: Moment { Moment(epochMilliseconds: (Int64(daysSince1970) * 86_400 - 7 * 3600) * 1000) }
}
