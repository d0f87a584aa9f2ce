/// What becomes of what calls say at their end.
extension ServerStateMachine {
    /// What becomes of what a call said last.
    enum FinishAction: Equatable {
        case send
        /// Answer with this error instead.
        case replace(Status)
        /// The caller has been answered already or is gone.
        case drop
    }

    /// Whether the call on `streamID` still has somebody to answer.
    func isOpen(_ streamID: UInt32) -> Bool {
        streams[streamID] != nil
    }

    /// A unary call has its answer. `length` is that of the Response's data. An answer after the deadline or after the
    /// peer is gone is a legitimate race. One that is too long for a frame is replaced by RESOURCE_EXHAUSTED.
    mutating func unaryCallSucceeded(_ streamID: UInt32, length: Int) -> FinishAction {
        guard finish(streamID) else { return .drop }
        guard length <= Limits.frameDataBytes else {
            return .replace(Status(.resourceExhausted, "the answer is longer than \(Limits.frameDataBytes) bytes"))
        }
        return .send
    }

    /// A stream has sent its last message. Races as above.
    mutating func streamSucceeded(_ streamID: UInt32) -> FinishAction {
        finish(streamID) ? .send : .drop
    }

    /// A call ended in error. `OK` is no error: that a handler throws it is our bug, and the caller hears UNKNOWN rather
    /// than a success that was none.
    mutating func callFailed(_ streamID: UInt32, code: StatusCode) -> FinishAction {
        guard finish(streamID) else { return .drop }
        return code == .ok ? .replace(Status(.unknown, "the call failed without an error")) : .send
    }

    /// A call's task is over. Returns whether its caller was still waiting.
    private mutating func finish(_ streamID: UInt32) -> Bool {
        precondition(running > 0, "a call ended on stream \(streamID), but none runs")
        running -= 1
        return streams.removeValue(forKey: streamID) != nil
    }
}
