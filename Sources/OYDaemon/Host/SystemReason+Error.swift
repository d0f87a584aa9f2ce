import HostFiles
import NIOCore

extension SystemReason {
    /// What went wrong, in the system's words where it was the system that said no.
    static func of(_ error: any Error) -> String {
        (error as? IOError).map { of($0.errnoCode) } ?? "\(error)"
    }
}
