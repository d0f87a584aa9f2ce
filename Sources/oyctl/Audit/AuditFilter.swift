import ArgumentParser
import Gateway

/// Which entries are shown.
struct AuditFilter: ParsableArguments {
    @Option(name: .long, help: ArgumentHelp("Only what happened to this payout.", valueName: "id"))
    var payout: String?

    @Option(
        name: .long,
        help: ArgumentHelp("Only what this caller did; \"uid 4321\" for a peer that the configuration does not know.", valueName: "name"))
    var caller: String?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Only entries of this kind: \(AuditFilter.kinds.joined(separator: ", ")); may be given more than once.", valueName: "kind"),
        completion: .list(AuditFilter.kinds),
        transform: { text in
            guard let kind = AuditEntry.Kind(rawValue: text) else { throw ValidationError("there is no kind \(text)") }
            return kind
        })
    var kind: [AuditEntry.Kind] = []

    @Option(
        name: .long,
        help: ArgumentHelp("Only from then on: 2026-11-26T09:00:00+07:00, or a day in UTC, 2026-11-26.", valueName: "time"),
        transform: { text in
            guard let moment = WallTime(rfc3339: text) ?? WallTime(startOfDay: text) else { throw AuditFilter.notATime }
            return moment
        })
    var since: WallTime?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Only up to then: to the end of that second where no fraction is given, or to the end of that day in UTC.", valueName: "time"),
        transform: { text in
            guard let moment = WallTime(endOf: text) else { throw AuditFilter.notATime }
            return moment
        })
    var until: WallTime?

    private static let kinds = AuditEntry.Kind.allCases.map(\.rawValue)
    private static let notATime = ValidationError("write a time as 2026-11-26T09:00:00+07:00, or a day in UTC as 2026-11-26")

    func validate() throws {
        if let since, let until, since > until { throw ValidationError("--since must not be after --until") }
    }

    /// An entry that can't be read, or has no time that can, is shown: whoever changed it must not have it hidden.
    func matches(_ line: AuditLine) -> Bool {
        guard line.isReadable else { return true }
        if let payout, payout != line.payout { return false }
        if let caller, caller != line.caller { return false }
        if !kind.isEmpty, !kind.contains(where: { $0.rawValue == line.kind }) { return false }
        guard since != nil || until != nil, let time = line.time else { return true }
        return since.map { $0 <= time } ?? true && until.map { time <= $0 } ?? true
    }
}
