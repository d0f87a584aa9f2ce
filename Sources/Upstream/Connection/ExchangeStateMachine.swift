import Gateway

/// What one open connection goes through: idle, a request sent, its answer, idle again, closed.
///
/// Pure: it is told what arrived and says what to do. It trusts the HTTP parser with syntax, and checks again itself whatever would make a cut
/// or foreign answer pass for the right one.
struct ExchangeStateMachine: Equatable, Sendable {
    enum State: Equatable, Sendable {
        /// Nothing is asked; nothing may come.
        case idle
        /// The request was handed over; no final answer has begun.
        case awaitingHead
        /// `received` bytes of the body are here.
        case readingBody(AnswerHead, received: Int)
        /// The answer is whole; the read that brought its end is not over, and may bring what should not be there.
        case answered(keep: Bool)
        /// The answer is whole, and may be that to an earlier request: nothing else may come for a while.
        /// - Parameter endIsDue: the server said that it will close.
        case listening(endIsDue: Bool)
        /// Nothing counts any more.
        case closed
    }

    enum Action: Equatable, Sendable {
        case nothing
        /// The attempt fails with this, and the connection is to be closed.
        case fail(AttemptFailure)
        /// The answer is whole; the body is what was received.
        case answer(status: Int, retryAfter: Duration?, standsAlone: Bool)
        /// The answer is whole; it is to be kept back until `conclude`. Say `silencePassed` if nothing comes for so long.
        case listen(status: Int, retryAfter: Duration?)
        /// The answer that was kept back is to be told, and the connection to be closed.
        case conclude(standsAlone: Bool)
        /// The connection is free for the next request.
        case release
        /// The connection is of no further use.
        case close
    }

    private(set) var state = State.idle
    /// Requests that were sent on it.
    private var requests = 0
    /// Bytes that arrived since the request was sent.
    private var bytesOnWire = 0
    private var inputEnded = false
    private let maxAnswerBytes: Int

    init(maxAnswerBytes: Int) {
        self.maxAnswerBytes = maxAnswerBytes
    }

    var isIdle: Bool { state == .idle }
    var hasServed: Bool { requests > 0 }
    var isExpectingBytes: Bool {
        switch state {
        case .awaitingHead, .readingBody: true
        case .idle, .answered, .listening, .closed: false
        }
    }

    /// Open, and no byte is due.
    var expectsNothing: Bool {
        switch state {
        case .idle, .answered, .listening: true
        case .awaitingHead, .readingBody, .closed: false
        }
    }

    /// A request is about to be written.
    mutating func requestSent() {
        guard case .idle = state else { preconditionFailure("a request on a connection that is \(state)") }
        bytesOnWire = 0
        requests += 1
        state = .awaitingHead
    }

    /// `count` bytes came in, whatever they are. Bytes that nobody asked for end the connection: they would be taken
    /// for the beginning of the next answer.
    mutating func bytesArrived(_ count: Int) -> Action {
        switch state {
        case .awaitingHead, .readingBody:
            bytesOnWire += count
            guard bytesOnWire <= maxAnswerBytes + Limits.answerOverheadBytes else { return fail(.answerTooLarge, tooLarge) }
            return .nothing
        case .idle:
            state = .closed
            return .close
        case .answered:
            state = .answered(keep: false)
            return .nothing
        case .listening:
            return conclude(standsAlone: false)
        case .closed:
            return .nothing
        }
    }

    /// Bytes that nobody has read yet were found on a connection that was to take the next request: they would be taken for the beginning
    /// of its answer. Nothing counts any more; who asked for the connection closes it.
    mutating func foreignBytesFound() {
        guard case .idle = state else { preconditionFailure("foreign bytes were looked for while \(state)") }
        state = .closed
    }

    /// The head of a final answer was read.
    mutating func headArrived(_ head: AnswerHead) -> Action {
        switch state {
        case .awaitingHead:
            guard (200...599).contains(head.status) else { return fail(.answerUnreadable, "status \(head.status)") }
            switch head.framing {
            case .unreadable: return fail(.answerUnreadable, "the length of the answer is not readable")
            case .length(let length) where length > maxAnswerBytes: return fail(.answerTooLarge, tooLarge)
            case .none, .length, .chunked, .untilClose: break
            }
            state = .readingBody(head, received: 0)
            return .nothing
        case .closed: return .nothing
        case .idle, .readingBody, .answered, .listening: preconditionFailure("the head of an answer while \(state)")
        }
    }

    mutating func bodyArrived(_ count: Int) -> Action {
        switch state {
        case .readingBody(let head, let received):
            guard received + count <= maxAnswerBytes else { return fail(.answerTooLarge, tooLarge) }
            state = .readingBody(head, received: received + count)
            return .nothing
        case .closed: return .nothing
        case .idle, .awaitingHead, .answered, .listening: preconditionFailure("the body of an answer while \(state)")
        }
    }

    /// There was no room for what came of the body: other answers, which are being read, have taken it.
    mutating func bodyHadNoRoom() -> Action {
        fail(.answerTooLarge, "all answers that are being read take too much memory")
    }

    /// The parser saw the end of the answer.
    ///
    /// - Parameters:
    ///   - names: it shows by a name to which call it is; true of a call that has none. One that does not may be the answer to
    ///     an earlier request, unless there was none. Of a failure nobody asks, since it proves nothing.
    ///   - requestHasLeft: nothing of the request waits to be written. Otherwise the server has answered early and may read no more: the
    ///     next request would wait behind this one's rest, or be taken for it.
    mutating func answerEnded(names: Bool, requestHasLeft: Bool) -> Action {
        switch state {
        case .readingBody(let head, let received):
            let whole =
                switch head.framing {
                case .length(let length): received == length
                case .chunked: !inputEnded
                case .none: received == 0
                case .untilClose: inputEnded
                case .unreadable: false
                }
            guard whole else { return fail(.connectionClosed, "the answer was cut short") }
            let isFirst = requests == 1
            if names || isFirst || inputEnded || head.status >= 500 {
                state = .answered(keep: names && requestHasLeft && head.leavesConnectionInStep)
                return .answer(status: head.status, retryAfter: head.retryAfter, standsAlone: isFirst || (inputEnded && !names))
            }
            state = .listening(endIsDue: !head.keepsConnection)
            return .listen(status: head.status, retryAfter: head.retryAfter)
        case .closed: return .nothing
        case .idle, .awaitingHead, .answered, .listening: preconditionFailure("the end of an answer while \(state)")
        }
    }

    /// Everything that the last read brought has been looked at.
    mutating func readEnded() -> Action {
        guard case .answered(let keep) = state else { return .nothing }
        state = keep && !inputEnded ? .idle : .closed
        return keep && !inputEnded ? .release : .close
    }

    /// Nothing has come for as long as an answer has to stand alone.
    mutating func silencePassed() -> Action {
        guard case .listening = state else { return .nothing }
        return conclude(standsAlone: true)
    }

    /// What came is not HTTP, or breaks one of its limits.
    mutating func parsingFailed(_ detail: String) -> Action {
        inputEnded ? fail(.connectionClosed, "the answer was cut short") : fail(.answerUnreadable, detail)
    }

    /// The other side said that nothing more will come, in the proper way. What the parser makes of it comes next, then `closed`.
    mutating func inputClosed() {
        inputEnded = true
    }

    /// The transport broke, or ended without TLS's goodbye: where it ends is not where the answer ends.
    mutating func transportFailed(_ detail: String) -> Action {
        fail(.connectionClosed, detail)
    }

    /// The connection is gone. Behind an answer that has to stand alone that is as good as silence, if the server had said so.
    mutating func closed() -> Action {
        if case .listening(endIsDue: true) = state, inputEnded { return conclude(standsAlone: true) }
        return fail(.connectionClosed, "closed before the answer")
    }

    mutating func deadlinePassed() -> Action {
        fail(.timedOut, "no whole answer in time")
    }

    private var tooLarge: String { "more than \(maxAnswerBytes) bytes" }

    private mutating func fail(_ reason: AttemptFailure.Reason, _ detail: String) -> Action {
        defer { state = .closed }
        switch state {
        case .awaitingHead, .readingBody: return .fail(AttemptFailure(reason, detail: detail))
        case .idle, .answered: return .close
        case .listening: return .conclude(standsAlone: false)
        case .closed: return .nothing
        }
    }

    private mutating func conclude(standsAlone: Bool) -> Action {
        state = .closed
        return .conclude(standsAlone: standsAlone)
    }
}
