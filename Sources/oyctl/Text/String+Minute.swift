import Gateway

extension String {
    /// Of a time as the gateway writes it, `2026-11-26T09:12:33.123Z`, what people read: `2026-11-26 09:12`. Anything else stays as it is.
    var toTheMinute: String {
        guard utf8.count == 24, WallTime(rfc3339: self) != nil else { return self }
        return String(prefix(16)).replacing("T", with: " ")
    }
}
