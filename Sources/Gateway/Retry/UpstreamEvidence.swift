/// What an attempt tells about OY! itself.
public enum UpstreamEvidence: Sendable, Equatable {
    /// It answers, whatever it says.
    case present
    /// It cannot be reached, does not answer in time, or answers that it is out of order.
    case absent
    /// Nothing: the caller's own deadline was too short, the credentials were replaced, the attempt was not needed any more, or the gateway
    /// is stopping. If these counted, one caller with short deadlines could open the circuit for everybody.
    case inconclusive

    /// What an outcome tells.
    ///
    /// - Parameters:
    ///   - outcome: of an attempt.
    ///   - hurried: the caller's deadline left the attempt too little time for silence to mean anything.
    public init(_ outcome: AttemptOutcome, hurried: Bool) {
        switch outcome {
        case .answered(let answer):
            self = answer.status >= 500 ? .absent : .present
        case .surelyUnsent(let failure), .unknown(let failure):
            switch failure.reason {
            case .timedOut, .connectTimedOut: self = hurried ? .inconclusive : .absent
            case .noConnectionFree, .shuttingDown, .answerTooLarge, .partnerChanged, .overtaken: self = .inconclusive
            default: self = .absent
            }
        }
    }
}
