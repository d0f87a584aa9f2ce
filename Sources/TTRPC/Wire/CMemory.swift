import CProtobufC

/// Memory for the C structs of one message while it is encoded; all of it is given back with the object.
final class CMemory {
    private var blocks: [UnsafeMutableRawPointer] = []

    deinit {
        for block in blocks { block.deallocate() }
    }

    /// A C string. It ends at the first NUL, if there is one.
    func string(_ text: String) -> UnsafeMutablePointer<CChar> {
        let utf8 = text.utf8
        let block = allocate(byteCount: utf8.count + 1, alignment: 1)
        let bytes = UnsafeMutableRawBufferPointer(start: block, count: utf8.count + 1)
        bytes.copyBytes(from: utf8)
        bytes[utf8.count] = 0
        return block.assumingMemoryBound(to: CChar.self)
    }

    func bytes(_ bytes: [UInt8]) -> ProtobufCBinaryData {
        let block = allocate(byteCount: max(bytes.count, 1), alignment: 1)
        UnsafeMutableRawBufferPointer(start: block, count: bytes.count).copyBytes(from: bytes)
        return ProtobufCBinaryData(len: bytes.count, data: block.assumingMemoryBound(to: UInt8.self))
    }

    /// A struct, set by `initialize`, which must initialize all of it.
    func value<Value>(_ initialize: (UnsafeMutablePointer<Value>) -> Void) -> UnsafeMutablePointer<Value>? {
        let block = allocate(byteCount: MemoryLayout<Value>.size, alignment: MemoryLayout<Value>.alignment)
        let pointer = block.assumingMemoryBound(to: Value.self)
        initialize(pointer)
        return pointer
    }

    /// An array of pointers.
    func array<Value>(_ values: [UnsafeMutablePointer<Value>?]) -> UnsafeMutablePointer<UnsafeMutablePointer<Value>?> {
        typealias Element = UnsafeMutablePointer<Value>?
        let block = allocate(
            byteCount: max(values.count, 1) * MemoryLayout<Element>.stride, alignment: MemoryLayout<Element>.alignment)
        let pointer = block.assumingMemoryBound(to: Element.self)
        pointer.initialize(from: values, count: values.count)
        return pointer
    }

    private func allocate(byteCount: Int, alignment: Int) -> UnsafeMutableRawPointer {
        let block = UnsafeMutableRawPointer.allocate(byteCount: byteCount, alignment: alignment)
        blocks.append(block)
        return block
    }
}
