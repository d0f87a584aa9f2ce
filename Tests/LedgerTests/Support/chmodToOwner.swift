import Glibc

/// SQLite makes files as the umask says; a ledger belongs to its owner alone.
func chmodToOwner(_ path: String) {
    for suffix in ["", "-wal", "-shm"] { chmod(path + suffix, 0o600) }
}
