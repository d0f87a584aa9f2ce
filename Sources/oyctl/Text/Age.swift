import Gateway

/// How long something has lasted, as coarsely as people say it.
enum Age {
    /// `17 min`. A clock that was set back does not make it less than nothing.
    static func text(from start: WallTime, to now: WallTime) -> String {
        let seconds = start.age(at: now).components.seconds
        return switch seconds {
        case ..<120: "\(seconds) s"
        case ..<7_200: "\(seconds / 60) min"
        case ..<172_800: "\(seconds / 3_600) h"
        default: "\(seconds / 86_400) days"
        }
    }
}
