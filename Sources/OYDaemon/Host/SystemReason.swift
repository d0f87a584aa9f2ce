import Glibc
import NIOCore

/// What went wrong, in the system's words where it was the system that said no.
func systemReason(_ error: any Error) -> String {
    (error as? IOError).map { String(cString: strerror($0.errnoCode)) } ?? "\(error)"
}
