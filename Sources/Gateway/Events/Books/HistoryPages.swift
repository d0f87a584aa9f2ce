/// Which page of an account's history is read next: from the newest payments on, whichever end of it they are at. Pure.
///
/// OY! does not document the order. The first page tells it by the payments' times; where it does not, the pages are read
/// as they come.
struct HistoryPages {
    /// The next page; nil where all were read.
    private(set) var next: BookPage? = BookPage(offset: 0, limit: EventLimits.bookPage)
    /// Pages that were read.
    private(set) var count = 0
    /// How many payments the first page has; where the newest come last, they are read down to it.
    private var first: Int64 = 0
    private var isOrdered = false
    private var isBackward = false

    /// Whether what is yet to be read is older than the page that was read last. The first one is the oldest where the
    /// newest come last.
    var isRestOlder: Bool { isOrdered && !(isBackward && count == 1) }

    /// The next page was read.
    ///
    /// - Parameter total: how many payments OY! says there are.
    /// - Returns: false where it is shorter than it can be, so that some were passed by: it says itself that there are more.
    mutating func read(_ payments: [BookedPayment], total: Int64) -> Bool {
        guard let page = next else { preconditionFailure("a page more was read than there is") }
        let size = Int64(payments.count)
        defer { count += 1 }
        if count == 0 { learn(payments, total) }
        if isBackward, count > 0, size < page.limit { return false }
        if isBackward {
            let top = count == 0 ? total : page.offset
            let bottom = max(first, top - first)
            next = top > first ? BookPage(offset: bottom, limit: top - bottom) : nil
        } else {
            let offset = page.offset + size
            if size == 0, offset < total { return false }
            next = offset < total ? BookPage(offset: offset, limit: EventLimits.bookPage) : nil
        }
        return true
    }

    private mutating func learn(_ payments: [BookedPayment], _ total: Int64) {
        first = Int64(payments.count)
        guard let begin = payments.first?.latest, let end = payments.last?.latest, begin != end else { return }
        isOrdered = true
        isBackward = begin < end && total > first
    }
}
