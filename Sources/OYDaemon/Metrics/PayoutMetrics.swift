import CoreMetrics
import Gateway

/// Counts what payouts need a person for.
struct PayoutMetrics: Sendable {
    let factory: any MetricsFactory
    let alarms: AlarmBoard

    func alarmed(_ alarm: PayoutAlarm) {
        Counter(label: Metric.payoutAlarms.name, dimensions: [("alarm", Self.name(alarm))], factory: factory).increment()
        if case .credentialsRefused = alarm { alarms.raise(.credentialsRejected) }
    }

    private static func name(_ alarm: PayoutAlarm) -> String {
        switch alarm {
        case .credentialsRefused: "credentials_refused"
        case .deniedAfterAcknowledging: "denied_after_acknowledging"
        case .sentAsAnotherPartner: "sent_as_another_partner"
        case .nameTaken: "name_taken"
        case .livesOn: "lives_on"
        case .notSentInTime: "not_sent_in_time"
        case .strangeCode: "strange_code"
        }
    }
}
