import Glibc

/// The limit of open files, raised so that callers' connections can't use all of them up.
enum Descriptors {
    /// Raises the number of open files to what the host allows: connections of callers must leave room for the ledger
    /// and for OY!. A kernel that refuses leaves the limit as it is.
    static func raise() {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        limit.rlim_cur = limit.rlim_max
        _ = setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }

    /// How many connections of callers leave enough descriptors for everything else.
    ///
    /// - Parameter upstream: connections that there may be to OY!.
    static func callerConnections(besides upstream: Int) -> Int {
        max(64, min(Limits.connections, limit - Limits.reservedDescriptors - upstream))
    }

    /// How many connections to OY! each of `pools` pools may have: together they take a quarter of `limit`, however many
    /// processors, and so pools, there are; but no pool can do with fewer than four.
    static func connectionsPerPool(_ pools: Int, limit: Int = limit) -> Int {
        max(4, limit / 4 / pools)
    }

    /// Files that may be open.
    static var limit: Int {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 1_024 }
        return Int(clamping: limit.rlim_cur)
    }
}
