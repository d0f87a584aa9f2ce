extension String {
    /// The UTF-8, without a copy where it stands in one piece, as it nearly always does; unlike `withUTF8` also of a constant.
    ///
    /// Inlinable, so that other modules do not look up at run time what they could know.
    @inlinable public func withBytes<R>(_ body: (UnsafeBufferPointer<UInt8>) -> R) -> R {
        utf8.withContiguousStorageIfAvailable(body) ?? Array(utf8).withUnsafeBufferPointer(body)
    }
}
