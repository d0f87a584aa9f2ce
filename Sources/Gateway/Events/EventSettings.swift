/// What an operator decides about events and callbacks.
public struct EventSettings: Sendable, Equatable {
    /// How long events are kept.
    public var keep = Duration.seconds(30 * 86_400)
    /// How long they are kept where a consumer has not acknowledged them. At least `keep`.
    public var lagLimit = Duration.seconds(90 * 86_400)
    /// How long what a callback says is looked for in OY!'s books before it counts as contradicted.
    public var lookUpFor = Duration.seconds(15 * 60)
    /// A verdict or a connection that is reported once more within this time is the same one. OY!'s callbacks of these
    /// kinds have nothing that would tell a repetition from a second one. Short, since an event that is told twice does less harm
    /// than one that is not told; OY! repeats at once, if at all, what was answered in time.
    public var repeatsWithin = Duration.seconds(10)

    public init() {}

    /// When the same must have been told so that what is reported now is a repetition. What was told by a clock that was ahead is none.
    func repeats(at now: WallTime) -> ClosedRange<WallTime> {
        now.advanced(by: .zero - repeatsWithin)...now.advanced(by: Limits.clockCorrection)
    }

    /// No look-up is farther away when it is written down.
    var longestPause: Duration {
        max(EventLimits.longestLook, EventLimits.shortListPause, lookUpFor)
    }
}
