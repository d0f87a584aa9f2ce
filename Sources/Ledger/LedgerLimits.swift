import Glibc

/// What the ledger bounds, all in one place.
public struct LedgerLimits: Sendable, Equatable {
    /// Changes that begin something new, and entries, that may wait for the writer. Past it such a change is refused at once with
    /// `LedgerError.overloaded`, and an entry that nobody waits for is dropped and counted. What has happened already, as the outcome of
    /// a payout, is never refused for it: there is no more of that than was let begin.
    /// Of entries that nobody waits for there are half as many at most, so that no flood of reads takes the room of payouts.
    public var queued = 16_384
    /// Bytes that all of it may hold, and half of that for entries that nobody waits for.
    public var queuedBytes = 128 * 1_024 * 1_024
    /// Of these what one caller may have begun: beside it and as many entries as may be, an eighth is left to the others. More than the payouts
    /// that a caller may have in flight (`PayoutLimits.flightsOfCaller`), so that these are the bound of who only pays.
    public var queuedOfCaller: Int { queued * 3 / 8 }
    public var queuedBytesOfCaller: Int { queuedBytes * 3 / 8 }
    /// Changes in one transaction. More would let the first of them wait for the last.
    public var perTransaction = 512
    /// How long an entry that nobody waits for may stay in memory; docs/audit.md promises a second.
    public var noteDelay: Duration = .milliseconds(500)
    /// So many waiting do not wait any longer: else a burst of calls could fill their room while the writer sleeps, and the rest would leave no
    /// trace. A little less than two transactions hold, so that what comes while the writer wakes fits in.
    public var notesAtOnce = 896
    /// How long the writer leaves a ledger alone that could not be written, before it tries again.
    public var retryDelay: Duration = .milliseconds(250)
    /// How often an idle writer looks whether the ledger's files still stand under their names.
    public var lookedAfter: Duration = .seconds(1)
    /// Failures in a row, other than a full disk, after which the file is closed and opened anew: a file system that
    /// went away and came back needs that. Reading pauses meanwhile.
    public var failuresBeforeReopening = 20
    /// How long one connection waits for another one's lock. Only a stranger's tool can hold it.
    public var busyTimeout: Duration = .seconds(2)
    /// How often it is told that reads fail.
    public var readFailuresTold: Duration = .seconds(60)
    /// Pages of 4 KiB in the write-ahead log, from which on they are carried over into the database.
    public var checkpointPages = 4_000
    /// Entries at the end of the chain, and events, that are checked when the ledger is opened.
    public var checkedTail = 1_000
    /// Entries in a write-ahead log that are checked besides: it seldom has more.
    public var checkedLog: Int64 = 100_000
    /// How long SQLite may look for damage when the ledger is opened: all of a small ledger, a part of a large one.
    public var damageSearch: Duration = .milliseconds(300)
    /// Connections that read beside the writer: no more than the machine has cores, since each reads through a page cache of its
    /// own, and of two at least, so that one is free for short reads.
    public var readers = max(2, min(4, sysconf(Int32(_SC_NPROCESSORS_ONLN))))
    /// Page cache of the writer, and of all readers together, in KiB.
    public var writerCacheKiB = 2_048
    public var readersCacheKiB = 8_192
    /// Days of callers whose sums the writer keeps in memory; others are added up from the table again.
    public var rememberedDays = 256
    /// Payouts in one page of a list, whatever the caller asks for.
    public var pageSize = 1_000
    /// Events that one page is looked for among.
    public var eventSpan = 4_096

    /// Bytes that the file of the write-ahead log keeps once it was carried over: four times what it grows to before that.
    static let keptLogBytes = 64 << 20
    /// Payouts of a caller that are looked through one by one for their state, rather than those of everybody in that state.
    static let payoutsLookedThrough = 4_096
    /// Steps of SQLite's machine, some ten microseconds, between two looks whether anybody still waits for a scan.
    static let stepsBetweenLooks: Int32 = 1_000
    /// Entries that are verified, or exported, in one transaction: the writer's log can't be carried over meanwhile.
    static let entriesReadAtOnce = 10_000
    /// Seconds by which the entry of a payout's beginning, or of its end, may have another time than its row: one is made right after the
    /// other, but the host may have been halted, or its clock corrected, in between.
    static let toldWithin: Int64.Magnitude = 60

    public init() {}
}
