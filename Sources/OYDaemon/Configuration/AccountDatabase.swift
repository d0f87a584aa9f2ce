import Glibc

/// Turns the names of users and groups into numbers.
public protocol AccountDatabase {
    func uid(ofUser name: String) -> UInt32?
    func gid(ofGroup name: String) -> UInt32?
}

/// The host's own, through the name service.
public struct SystemAccounts: AccountDatabase {
    public init() {}

    public func uid(ofUser name: String) -> UInt32? {
        var record = passwd()
        var found: UnsafeMutablePointer<passwd>?
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 16_384) { buffer in
            guard getpwnam_r(name, &record, buffer.baseAddress!, buffer.count, &found) == 0 else { return nil }
            return found?.pointee.pw_uid
        }
    }

    public func gid(ofGroup name: String) -> UInt32? {
        var record = group()
        var found: UnsafeMutablePointer<group>?
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 65_536) { buffer in
            guard getgrnam_r(name, &record, buffer.baseAddress!, buffer.count, &found) == 0 else { return nil }
            return found?.pointee.gr_gid
        }
    }
}
