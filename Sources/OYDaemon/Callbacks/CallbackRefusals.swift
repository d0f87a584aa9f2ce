import Gateway

/// Folds what is refused into a bounded number of entries: strangers must not fill the ledger or the log. Pure.
struct CallbackRefusals: Sendable {
    /// Why a request is no callback, or a connection was closed before there was one.
    enum Reason: String, Sendable, CaseIterable {
        case source, token
        /// The token is right, and the path behind it, or the verb, is not.
        case path
        case rate, size, body
        /// Its connection made room for others.
        case place
    }

    /// One entry: what was refused first, and how many more since the entry before.
    struct Report: Sendable, Equatable {
        var reason: Reason
        var source: String
        /// How many more were refused for the same reason since the entry before.
        var more: Int
        /// Which callback, and what is wrong with it; nothing of what it says. Nil where the reason says all.
        var cause: String?
    }

    private struct Fold {
        var reportedAt: MonotonicInstant
        /// What came since and is not written down: the last of it, and how many.
        var since: Report?
    }

    private var folds: [Reason: Fold] = [:]

    /// Something was refused.
    ///
    /// - Returns: what is to be written down; nil where something like it was, less than `refusalPause` ago.
    mutating func refused(
        _ reason: Reason, cause: String? = nil, from source: String, at now: MonotonicInstant
    ) -> Report? {
        var report = Report(reason: reason, source: source, more: folds[reason]?.since?.more ?? 0, cause: cause)
        if let fold = folds[reason], fold.reportedAt.duration(to: now) < Limits.refusalPause {
            report.more += 1
            folds[reason]?.since = report
            return nil
        }
        folds[reason] = Fold(reportedAt: now)
        return report
    }

    /// What was counted and not yet written down.
    mutating func rest() -> [Report] {
        let reports = folds.values.compactMap(\.since)
        folds = [:]
        return reports.sorted { $0.reason.rawValue < $1.reason.rawValue }
    }
}
