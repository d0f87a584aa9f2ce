/// What a further attempt needs beside OY!'s "not found" (rule 3). The daemon and the simulation both ask it.
struct ResendGrounds {
    /// When OY! was asked, whatever was sent before had settled, for the monotonic clock too.
    var isSettled: Bool
    /// Somebody else heard meanwhile that OY! has it.
    var isHeardToBeAlive: Bool
    /// A report of OY!'s on it (a disbursement callback) waits to be confirmed. It moves nothing; but what OY! reports on it may well have.
    /// Where `remit-status` goes on to deny it, only an operator has it sent again.
    var isReported: Bool
    /// Payouts are sent at all.
    var sends: Bool
    /// The gateway stops: nobody would be there to hear how the attempt ends.
    var isStopping: Bool

    /// Whether an attempt may follow what OY! answered.
    func allowAttempt(after reading: AttemptReading) -> Bool {
        reading.saysNotFound && sends && isSettled && !isHeardToBeAlive && !isReported && !isStopping
    }
}
