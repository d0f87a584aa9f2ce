import Contract

extension WallTime {
    /// A day and a time of it in UTC; nil where there is none such. A leap second is the second after it.
    public init?(year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int) {
        guard let day = CalendarDay(year: year, month: month, day: day) else { return nil }
        self.init(day, hour: hour, minute: minute, second: second)
    }

    init?(_ day: CalendarDay, hour: Int, minute: Int, second: Int) {
        guard (0..<24).contains(hour), (0..<60).contains(minute), (0...60).contains(second) else { return nil }
        self.init(milliseconds: (day.number * 86_400 + Int64((hour * 60 + minute) * 60 + second)) * 1_000)
    }
}
