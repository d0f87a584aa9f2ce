import Glibc

public enum SymbolicLink {
    /// Where a link leads, as it stands in it. Nil where it is no link, may not be read, is too long to be a path, or is not UTF-8.
    public static func target(of link: String) -> String? {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Int(PATH_MAX)) { buffer in
            let count = buffer.withMemoryRebound(to: CChar.self) { readlink(link, $0.baseAddress!, $0.count) }
            // What fills the room may be cut.
            guard count > 0, count < buffer.count else { return nil }
            return String(validating: buffer[..<count], as: UTF8.self)
        }
    }
}
