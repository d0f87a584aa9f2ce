/// Text that is put together of many small pieces, byte by byte, by one owner.
///
/// An array checks with each append whether it is shared, and a String whether it is still UTF-8; an entry of the audit has about fifty
/// pieces, and each call writes several. What is appended must be UTF-8, which is not checked, and must not be bytes of this text, which may move
/// meanwhile.
///
/// Inlinable, so that other modules do not look up at run time what they could know.
public struct ByteText: ~Copyable {
    @usableFromInline var start: UnsafeMutablePointer<UInt8>
    @usableFromInline var capacity: Int
    @usableFromInline var length = 0

    /// Bytes that were appended.
    @inlinable public var count: Int { length }

    /// - Parameter capacity: bytes that it takes without being moved.
    public init(capacity: Int) {
        self.capacity = max(capacity, 16)
        start = .allocate(capacity: self.capacity)
    }

    deinit {
        start.deallocate()
    }

    @inlinable public mutating func append(_ byte: UInt8) {
        reserve(1)
        (start + length).initialize(to: byte)
        length += 1
    }

    @inlinable public mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let source = bytes.baseAddress else { return }
        reserve(bytes.count)
        (start + length).initialize(from: source, count: bytes.count)
        length += bytes.count
    }

    @inlinable public mutating func append(_ bytes: [UInt8]) {
        bytes.withUnsafeBufferPointer { append($0) }
    }

    /// - Precondition: `hasPointerRepresentation`, as a literal has.
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
        var digits = 1
        var rest = magnitude
        while rest >= 10 {
            rest /= 10
            digits += 1
        }
        append(decimal: magnitude, digits: digits)
    }

    /// Appends a number's last decimal digits, as many as are asked for, zeros before them where it has fewer.
    @inlinable public mutating func append(decimal value: UInt64, digits: Int) {
        reserve(digits)
        var rest = value
        for place in stride(from: digits - 1, through: 0, by: -1) {
            (start + length + place).initialize(to: UInt8(truncatingIfNeeded: 0x30 + rest % 10))
            rest /= 10
        }
        length += digits
    }

    /// Makes room for so many bytes more.
    @inlinable public mutating func reserve(_ more: Int) {
        precondition(more >= 0)
        if capacity - length < more { grow(to: max(2 * capacity, length + more)) }
    }

    /// What was appended so far.
    @inlinable public borrowing func withBytes<R>(_ body: (UnsafeBufferPointer<UInt8>) -> R) -> R {
        body(UnsafeBufferPointer(start: start, count: length))
    }

    /// A copy of what was appended so far.
    public var array: [UInt8] {
        withBytes { Array($0) }
    }

    @usableFromInline mutating func grow(to larger: Int) {
        let moved = UnsafeMutablePointer<UInt8>.allocate(capacity: larger)
        moved.initialize(from: start, count: length)
        start.deallocate()
        start = moved
        capacity = larger
    }
}
