import Contract
import Gateway

extension CalendarDay {
    /// `2026-11-26`
    var text: String {
        String(WallTime(milliseconds: number * WallTime.dayLength).rfc3339.prefix(10))
    }
}
