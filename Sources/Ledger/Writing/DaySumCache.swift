import Gateway

/// The sums of the days that callers pay in now, so that a limit is checked without adding up the day each time.
///
/// A value: the writer changes a copy beside its transaction and keeps it once that is on disk.
struct DaySumCache {
    fileprivate struct Page {
        let day: Range<WallTime>
        var sums: DaySums
    }

    private var pages: [String: [Page]] = [:]
    private var count = 0
    private let limit: Int

    init(limit: Int) {
        self.limit = limit
    }

    /// What `caller` has paid within `day`; `load` adds it up where the book does not know it.
    mutating func sums(
        of caller: String, day: Range<WallTime>, load: () throws -> DaySums
    ) rethrows -> DaySums {
        if let page = pages[caller]?.first(where: { $0.day == day }) { return page.sums }
        let sums = try load()
        if count >= limit { self = DaySumCache(limit: limit) }
        pages[caller, default: []].append(Page(day: day, sums: sums))
        count += 1
        return sums
    }

    /// `payout` went from one state to another; from nil when it is new.
    mutating func change(_ payout: Payout, from old: PayoutState?) {
        let before = old?.countsTowardsDay ?? false
        guard before != payout.state.countsTowardsDay, pages[payout.caller] != nil else { return }
        let count = before ? -1 : 1
        let amount = before ? -payout.amountRupiah : payout.amountRupiah
        for index in pages[payout.caller, default: []].indices {
            pages[payout.caller]?[index].add(amount, count: count, at: payout.createdAt)
        }
    }
}

extension DaySumCache.Page {
    fileprivate mutating func add(_ amount: Int64, count: Int, at time: WallTime) {
        guard day.contains(time) else { return }
        sums.count += count
        let (sum, overflow) = sums.amountRupiah.addingReportingOverflow(amount)
        sums.amountRupiah = overflow ? .max : sum
    }
}
