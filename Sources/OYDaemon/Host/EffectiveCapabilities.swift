import Foundation

/// What the kernel lets this process do beyond an ordinary user's rights (capabilities(7)).
struct EffectiveCapabilities: Equatable {
    /// Their numbers, as in linux/capability.h.
    enum Capability: UInt64 {
        /// Looking into other users' processes.
        case sysPtrace = 19
    }

    private let bits: UInt64

    /// Those of this process; none where the kernel does not say.
    static var current: Self {
        let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        return Self(status: status ?? "")
    }

    /// - Parameter status: the text of /proc/PID/status.
    init(status: String) {
        let line = status.split(separator: "\n").first { $0.hasPrefix("CapEff:") }
        bits = line?.split(whereSeparator: \.isWhitespace).last.flatMap { UInt64($0, radix: 16) } ?? 0
    }

    func contains(_ capability: Capability) -> Bool {
        bits & (1 << capability.rawValue) != 0
    }
}
