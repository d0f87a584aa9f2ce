import Contract

/// A time as OY! writes it. It has five formats for that, of which only milliseconds and the one with an offset tell which moment is
/// meant.
enum OYTime: Equatable {
    /// `1582789681000`, `27/02/2020T07:48:01.000+0000`.
    case exact(WallTime)
    /// `27-02-2020 07:48:01`, `2020-02-27 07:48:01`, `2020-02-27T07:48:01`, as if it were UTC.
    case withoutZone(WallTime)

    /// Nil for anything else, and for `-1`, which is none.
    init?(_ text: String) {
        let bytes = Array(text.utf8)
        // Fewer digits would be seconds, or a time before OY! was there.
        if bytes.count == 13, let milliseconds = Self.number(bytes[...]) {
            self = .exact(WallTime(milliseconds: milliseconds))
            return
        }
        guard bytes.count >= 19, let day = Self.day(bytes[..<10]), [UInt8(ascii: " "), UInt8(ascii: "T")].contains(bytes[10]),
            bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":"), let hour = Self.number(bytes[11..<13]),
            let minute = Self.number(bytes[14..<16]), let second = Self.number(bytes[17..<19]),
            let time = WallTime(day, hour: Int(hour), minute: Int(minute), second: Int(second))
        else { return nil }
        var rest = bytes[19...]
        if rest.first == UInt8(ascii: ".") { rest = rest.dropFirst().drop(while: \.isASCIIDigit) }
        if rest.isEmpty {
            self = .withoutZone(time)
        } else {
            guard let offset = Self.offset(rest) else { return nil }
            self = .exact(time.advanced(by: .zero - offset))
        }
    }

    /// The latest moment that can be meant.
    var latest: WallTime {
        switch self {
        case .exact(let time): time
        case .withoutZone(let time): time.advanced(by: Limits.widestZone)
        }
    }

    /// `2020-02-27`, `27-02-2020`, `27/02/2020`.
    private static func day(_ text: ArraySlice<UInt8>) -> CalendarDay? {
        if text[4] == UInt8(ascii: "-") { return CalendarDay(String(decoding: text, as: UTF8.self)) }
        guard text[2] == text[5], [UInt8(ascii: "-"), UInt8(ascii: "/")].contains(text[2]), let day = number(text[..<2]),
            let month = number(text[3..<5]), let year = number(text[6...])
        else { return nil }
        return CalendarDay(year: Int(year), month: Int(month), day: Int(day))
    }

    /// `Z`, `+0700`, `-07:00`.
    private static func offset(_ text: ArraySlice<UInt8>) -> Duration? {
        if text.elementsEqual("Z".utf8) { return .zero }
        let digits = text.dropFirst().filter { $0 != UInt8(ascii: ":") }
        guard let sign = text.first, [UInt8(ascii: "+"), UInt8(ascii: "-")].contains(sign), digits.count == 4,
            let hours = number(digits[..<2]), let minutes = number(digits[2...]), hours < 24, minutes < 60
        else { return nil }
        let offset = Duration.seconds(hours * 3_600 + minutes * 60)
        return sign == UInt8(ascii: "-") ? .zero - offset : offset
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int64? {
        guard digits.allSatisfy(\.isASCIIDigit) else { return nil }
        return digits.reduce(0) { $0 * 10 + Int64($1 - UInt8(ascii: "0")) }
    }
}
