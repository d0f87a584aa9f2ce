extension UInt8 {
    /// Whether it is one of the characters `0` to `9`.
    ///
    /// Inlinable, so that other modules do not look up at run time what they could know.
    @inlinable @inline(__always) public var isASCIIDigit: Bool {
        self &- UInt8(ascii: "0") < 10
    }
}
