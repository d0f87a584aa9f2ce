public import Glibc

/// A system call that failed, with `errno`'s words.
public struct SystemError: Error, CustomStringConvertible {
    public let description: String

    public init(_ what: String, code: CInt = errno) {
        description = "\(what): \(String(cString: strerror(code)))"
    }
}
