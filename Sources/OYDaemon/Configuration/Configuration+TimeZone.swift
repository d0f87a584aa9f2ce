import Foundation
import Gateway

extension Configuration {
    /// The zone in which a day is a day, for the limits of callers and for lists.
    static func calendar(_ node: YAMLNode) throws(ConfigurationError) -> BusinessCalendar {
        guard let calendar = BusinessCalendar(zone: try node.text()) else {
            throw node.error("must be a time zone of the IANA database, such as Asia/Jakarta or UTC")
        }
        return calendar
    }
}

extension BusinessCalendar {
    /// How far the transitions of a zone are read ahead; after them its last offset holds.
    private static let horizon = Date(timeIntervalSince1970: 4_102_444_800)  // 2100-01-01

    /// The calendar of a zone, read from the IANA database that Foundation brings: nil where it has no such zone.
    ///
    /// Abbreviations (`WIB`, `EST`) and offsets (`GMT+7`), which Foundation would take, are no zones of the database.
    init?(zone name: String) {
        guard name == "UTC" || name.contains("/"), let zone = TimeZone(identifier: name) else { return nil }
        let start = Date(timeIntervalSince1970: 0)
        var transitions: [(at: WallTime, offset: Duration)] = []
        var last = start
        while let next = zone.nextDaylightSavingTimeTransition(after: last), next < Self.horizon, next > last {
            transitions.append(
                (WallTime(milliseconds: Int64((next.timeIntervalSince1970 * 1000).rounded())), zone.offset(at: next)))
            last = next
        }
        self.init(name: name, offset: zone.offset(at: start), transitions: transitions)
    }
}

extension TimeZone {
    fileprivate func offset(at date: Date) -> Duration {
        .seconds(secondsFromGMT(for: date))
    }
}
