import Glibc
import NIOCore

extension ByteBuffer {
    /// Overwrites what it holds, and keeps its memory for the next request unless it is more than `keptBytes`. Where the transport still holds
    /// the bytes too, only this buffer's copy is overwritten.
    mutating func wipe(keeping keptBytes: Int) {
        moveReaderIndex(to: 0)
        withUnsafeMutableReadableBytes { bytes in
            guard let start = bytes.baseAddress else { return }
            explicit_bzero(start, bytes.count)
        }
        if capacity > keptBytes {
            self = ByteBuffer()
        } else {
            clear()
        }
    }
}
