/// Appends a number's decimal digits without making a String of them.
///
/// Inlinable, as is what stands below, so that other modules do not look up at run time what they could know.
@inlinable public func appendDecimal(_ value: some FixedWidthInteger, to bytes: inout [UInt8]) {
    // Twenty places for the largest of 64 bits or for the smallest with its sign.
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { room in
        var first = room.endIndex
        var rest = UInt64(value.magnitude)
        repeat {
            first -= 1
            room[first] = UInt8(ascii: "0") + UInt8(rest % 10)
            rest /= 10
        } while rest > 0
        if value < 0 {
            first -= 1
            room[first] = UInt8(ascii: "-")
        }
        bytes.append(contentsOf: room[first...])
    }
}

extension String {
    /// The UTF-8, without a copy where it stands in one piece, as it nearly always does; unlike `withUTF8` also of a constant.
    @inlinable public func withBytes(_ body: (UnsafeBufferPointer<UInt8>) -> Void) {
        if utf8.withContiguousStorageIfAvailable(body) == nil { Array(utf8).withUnsafeBufferPointer(body) }
    }
}
