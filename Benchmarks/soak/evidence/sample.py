"""One look at the gateway's process."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Sample:
    #: On the monotonic clock.
    at: float
    #: Resident memory, and the part of it that is mapped from no file.
    rss_mib: float
    own_memory_mib: float
    #: Open files: 0 where they can't be seen. The other ones are those that no connection to OY! and none of a caller
    #: explains: files, loops, callbacks.
    descriptors: int
    upstream_connections: int
    caller_connections: float
    other_descriptors: float
    threads: int
    #: CPU time until now: the gateway's, that of all who take part in the soak besides, and the whole machine's.
    cpu_seconds: float
    soak_cpu_seconds: float
    machine_cpu_seconds: float
    #: The ledger's file, and with its write-ahead log.
    database_mib: float
    ledger_mib: float
    #: What the gateway has counted until now.
    calls: float
    upstream_attempts: float
    #: Entries that wait for the ledger, and events that a follower has not acknowledged.
    ledger_queue: float
    follower_lag: float
