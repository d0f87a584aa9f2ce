import Glibc

/// Memory from malloc, which libprotobuf-c frees. Without memory nothing can be promised any more: the process ends.
func allocateOrDie(_ size: Int) -> UnsafeMutableRawPointer {
    guard let memory = malloc(max(size, 1)) else { fatalError("out of memory") }
    return memory
}

/// `memory` with room for `size` bytes, wherever it then is.
func reallocateOrDie(_ memory: UnsafeMutableRawPointer?, _ size: Int) -> UnsafeMutableRawPointer {
    guard let memory = realloc(memory, max(size, 1)) else { fatalError("out of memory") }
    return memory
}

/// Gives memory from `allocateOrDie` or libprotobuf-c back.
func release(_ memory: UnsafeMutableRawPointer?) {
    free(memory)
}

/// Whether `count` bytes are the same.
@inline(__always)
func equalBytes(_ left: UnsafePointer<UInt8>, _ right: UnsafePointer<UInt8>, _ count: Int) -> Bool {
    memcmp(left, right, count) == 0
}

/// Bytes before the NUL.
@inline(__always)
func cStringLength(_ start: UnsafePointer<CChar>) -> Int {
    strlen(start)
}
