extension PendingCallback {
    /// The callback as it is judged at a time that the wall clock shows. When it was received, and until when it is looked for, stands on disk by
    /// that clock too, which may have been set since. Pure.
    ///
    /// * After a step forward not finding it proves nothing before `lookUpFor` has passed once more.
    /// * After a step back it was received by now at the latest, and its next look is no farther away than `lookUpFor`.
    ///
    /// - Parameters:
    ///   - steadyTime: for how long the wall clock has not been set forward, nor the gateway been started.
    ///   - lookUpFor: for how long OY!'s books may be behind.
    func asOf(_ now: WallTime, steadyTime: Duration, lookUpFor: Duration) -> PendingCallback {
        var callback = self
        callback.receivedAt = min(receivedAt, now)
        let believed = max(lookUntil, now.advanced(by: lookUpFor - steadyTime))
        callback.lookUntil = min(believed, now.advanced(by: lookUpFor))
        return callback
    }
}
