/// How long the parts of one look-up may take.
struct LookupTime {
    let begin: MonotonicInstant

    /// Until when OY! may be asked anything.
    var deadline: MonotonicInstant { begin.advanced(by: EventLimits.lookTimeout) }
    /// Until when payments may be read.
    var endOfHistories: MonotonicInstant { begin.advanced(by: EventLimits.historyTimeout) }
    /// Until when the list of accounts may be gone through.
    var endOfList: MonotonicInstant { begin.advanced(by: EventLimits.walkTimeout) }
}
