/// Text that is put together of many small pieces, byte by byte, by one owner.
///
/// An array would ask with each piece whether somebody else holds it, and a String whether it is still UTF-8: an entry of the audit
/// has some fifty pieces, and each call writes several. What is appended is UTF-8 where it was; nothing here looks.
///
/// Inlinable, as is what stands below, so that other modules do not look up at run time what they could know.
public struct ByteText: ~Copyable {
    @usableFromInline var start: UnsafeMutablePointer<UInt8>
    @usableFromInline var capacity: Int
    /// Bytes that were appended.
    @usableFromInline var count = 0

    /// - Parameter capacity: bytes that it takes without being moved.
    public init(capacity: Int) {
        self.capacity = max(capacity, 16)
        start = .allocate(capacity: self.capacity)
    }

    deinit {
        start.deallocate()
    }

    @inlinable public mutating func append(_ byte: UInt8) {
        if count == capacity { makeRoom(for: 1) }
        start[count] = byte
        count += 1
    }

    @inlinable public mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let source = bytes.baseAddress else { return }
        if capacity - count < bytes.count { makeRoom(for: bytes.count) }
        (start + count).update(from: source, count: bytes.count)
        count += bytes.count
    }

    @inlinable public mutating func append(_ bytes: [UInt8]) {
        bytes.withUnsafeBufferPointer { append($0) }
    }

    @inlinable public mutating func append(_ text: StaticString) {
        append(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    @inlinable public mutating func append(_ text: String) {
        text.withBytes { append($0) }
    }

    /// Appends a number's decimal digits without making a String of them.
    @inlinable public mutating func append(decimal value: some FixedWidthInteger) {
        if value < 0 { append(UInt8(ascii: "-")) }
        let magnitude = UInt64(value.magnitude)
        var length = 1
        var rest = magnitude
        while rest >= 10 {
            rest /= 10
            length += 1
        }
        append(magnitude, digits: length)
    }

    /// Appends a number's last decimal digits, as many as are asked for, zeros before them where it has fewer.
    @inlinable public mutating func append(_ value: UInt64, digits: Int) {
        if capacity - count < digits { makeRoom(for: digits) }
        var rest = value
        var place = count + digits
        while place > count {
            place -= 1
            start[place] = UInt8(truncatingIfNeeded: 0x30 + rest % 10)
            rest /= 10
        }
        count += digits
    }

    /// What was appended so far.
    @inlinable public borrowing func withBytes<R>(_ body: (UnsafeBufferPointer<UInt8>) -> R) -> R {
        body(UnsafeBufferPointer(start: start, count: count))
    }

    /// A copy of what was appended so far.
    public var array: [UInt8] {
        withBytes { Array($0) }
    }

    @usableFromInline mutating func makeRoom(for more: Int) {
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: max(2 * capacity, count + more))
        larger.update(from: start, count: count)
        start.deallocate()
        capacity = max(2 * capacity, count + more)
        start = larger
    }
}

extension String {
    /// The UTF-8, without a copy where it stands in one piece, as it nearly always does; unlike `withUTF8` also of a constant.
    @inlinable public func withBytes<R>(_ body: (UnsafeBufferPointer<UInt8>) -> R) -> R {
        utf8.withContiguousStorageIfAvailable(body) ?? Array(utf8).withUnsafeBufferPointer(body)
    }
}
