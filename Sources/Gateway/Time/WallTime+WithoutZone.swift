extension WallTime {
    /// Reads `2020-02-27 07:48:01` as if it were UTC; nil for anything else.
    init?(withoutZone text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 19, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"), bytes[10] == UInt8(ascii: " "),
            bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":"), let day = CivilDay(String(text.prefix(10))),
            Self.number(bytes[0..<4], in: 0...9_999) != nil, Self.number(bytes[5..<7], in: 1...12) != nil,
            Self.number(bytes[8..<10], in: 1...31) != nil, let hour = Self.number(bytes[11..<13], in: 0...23),
            let minute = Self.number(bytes[14..<16], in: 0...59), let second = Self.number(bytes[17..<19], in: 0...60)
        else { return nil }
        self.init(milliseconds: (day.number * 86_400 + hour * 3_600 + minute * 60 + second) * 1_000)
    }

    private static func number(_ digits: ArraySlice<UInt8>, in range: ClosedRange<Int64>) -> Int64? {
        guard digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else { return nil }
        let number = digits.reduce(0) { $0 * 10 + Int64($1 - UInt8(ascii: "0")) }
        return range.contains(number) ? number : nil
    }
}
