import ArgumentParser
import Contract

/// The days of an export, in the daemon's time zone.
struct ExportedDays: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp("Only those asked for on this day or later, up to --to-day, in the daemon's time zone.", valueName: "yyyy-MM-dd"),
        transform: ExportedDays.day)
    var fromDay: CalendarDay?

    @Option(
        name: .long,
        help: ArgumentHelp("The last day of those from --from-day on; at most \(Limits.exportedDays) in all.", valueName: "yyyy-MM-dd"),
        transform: ExportedDays.day)
    var toDay: CalendarDay?

    @Sendable private static func day(_ text: String) throws -> CalendarDay {
        guard let day = CalendarDay(text) else { throw ValidationError("a day is written yyyy-MM-dd") }
        return day
    }

    func validate() throws {
        guard (fromDay == nil) == (toDay == nil) else { throw ValidationError("--from-day and --to-day go together") }
        guard let fromDay, let toDay else { return }
        guard (0..<Limits.exportedDays).contains(toDay.number - fromDay.number) else {
            throw ValidationError("--to-day must not be before --from-day, nor more than \(Limits.exportedDays) days from it, both counted")
        }
    }

    /// Each day, the newest first, as the payouts of one are.
    var all: [String] {
        guard let fromDay, let toDay else { return [] }
        return (fromDay.number...toDay.number).reversed().map { CalendarDay(number: $0).text }
    }
}
