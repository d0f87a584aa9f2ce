import Glibc
import HostFiles

/// The host's own, through the name service.
struct SystemAccounts: AccountDatabase {
    func uid(ofUser name: String) throws(AccountFailure) -> UInt32? {
        try Self.lookUp { buffer in
            var record = passwd()
            var found: UnsafeMutablePointer<passwd>?
            let error = getpwnam_r(name, &record, buffer.baseAddress!, buffer.count, &found)
            return (error, found?.pointee.pw_uid)
        }
    }

    func gid(ofGroup name: String) throws(AccountFailure) -> UInt32? {
        try Self.lookUp { buffer in
            var record = group()
            var found: UnsafeMutablePointer<group>?
            let error = getgrnam_r(name, &record, buffer.baseAddress!, buffer.count, &found)
            return (error, found?.pointee.gr_gid)
        }
    }

    /// Looks again with more room where a record, a group's with all its members, has not enough.
    ///
    /// - Parameter look: looks once, and gives the error's number, 0 for none, and what was found.
    static func lookUp(
        _ look: (UnsafeMutableBufferPointer<CChar>) -> (error: CInt, id: UInt32?)
    ) throws(AccountFailure) -> UInt32? {
        var count = Limits.accountBytes.lowerBound
        while true {
            let (error, id) = withUnsafeTemporaryAllocation(of: CChar.self, capacity: count, look)
            switch error {
            case 0: return id
            // So some name services say that there is none (getpwnam(3)).
            case ENOENT, ESRCH: return nil
            case EINTR: continue
            case ERANGE where count < Limits.accountBytes.upperBound: count *= 4
            default: throw AccountFailure(reason: SystemReason.of(error))
            }
        }
    }
}
