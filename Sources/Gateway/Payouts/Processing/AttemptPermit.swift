import Synchronization

/// Leave for one attempt at OY!. The gate that gave it is told exactly once what became of it: by whoever made the attempt, or as soon as
/// nobody has the permit any more.
public final class AttemptPermit: Sendable {
    public typealias Report = @Sendable (AttemptOutcome?) -> Void

    private let report: Mutex<Report?>

    /// - Parameter report: tells the gate; nil where no attempt was made after all.
    public init(_ report: @escaping Report) {
        self.report = Mutex(report)
    }

    deinit {
        giveBack()
    }

    /// The attempt was made.
    func ended(_ outcome: AttemptOutcome) {
        take()?(outcome)
    }

    /// No attempt is made, if none was.
    func giveBack() {
        take()?(nil)
    }

    private func take() -> Report? {
        report.withLock { report in
            defer { report = nil }
            return report
        }
    }
}
