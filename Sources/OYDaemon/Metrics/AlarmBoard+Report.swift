import Gateway
import Ledger

extension AlarmBoard {
    /// Every alarm by its name, those that are read off the ledger included, and whether it stands.
    ///
    /// - Parameter summary: of what is open; nil where the ledger can't be read.
    func report(_ summary: OpenSummary?, _ statistics: LedgerStatistics, at now: WallTime) -> [(name: String, stands: Bool)] {
        Alarm.allCases.map { ($0.rawValue, isRaised($0)) }
            + LedgerAlarm.allCases.map { ($0.rawValue, $0.isRaised(by: summary, statistics, at: now)) }
    }
}
