import Gateway
import Testing

@testable import Upstream

@Suite struct ExchangeStateMachineTests {
    enum Event: Sendable {
        case sent
        case bytes(Int)
        case head(AnswerHead)
        case body(Int)
        case noRoom
        case end
        /// Of an answer that does not name its call.
        case namelessEnd
        /// Of an answer that came before the request had left.
        case earlyEnd
        case silence
        case readEnd
        case inputClosed
        case transportFailed
        case parsingFailed
        case closed
        case deadline
        case foreignBytesFound
    }

    struct Row: Sendable, CustomTestStringConvertible {
        var name: String
        var events: [Event]
        /// The last action.
        var action: ExchangeStateMachine.Action
        var testDescription: String { name }

        init(_ name: String, _ events: [Event], _ action: ExchangeStateMachine.Action) {
            self.name = name
            self.events = events
            self.action = action
        }
    }

    static let two = AnswerHead(status: 200, framing: .length(2))
    static let chunked = AnswerHead(status: 200, framing: .chunked)
    static let untilClose = AnswerHead(status: 200, framing: .untilClose)
    static let closing = AnswerHead(status: 200, framing: .length(0), keepsConnection: false)
    static let answer = ExchangeStateMachine.Action.answer(status: 200, retryAfter: nil, standsAlone: true)
    static let answerAmongOthers = ExchangeStateMachine.Action.answer(status: 200, retryAfter: nil, standsAlone: false)
    static let listen = ExchangeStateMachine.Action.listen(status: 200, retryAfter: nil)
    /// A first exchange, so that an answer to the next request may be foreign.
    static let served: [Event] = [.sent, .head(two), .body(2), .end, .readEnd]
    /// A second one, whose answer names nothing.
    static let listening: [Event] = served + [.sent, .head(two), .body(2), .namelessEnd]
    /// The same, where the server says that it will close.
    static let listeningForEnd: [Event] = served + [.sent, .head(closing), .namelessEnd]

    static func fails(_ reason: AttemptFailure.Reason, _ detail: String) -> ExchangeStateMachine.Action {
        .fail(AttemptFailure(reason, detail: detail))
    }

    static let rows: [Row] = [
        Row("an answer is whole at its end", [.sent, .bytes(50), .head(two), .body(2), .end], answer),
        Row("the connection is free when the read is over", [.sent, .head(two), .body(2), .end, .readEnd], .release),
        Row("it is not free in the middle of an answer", [.sent, .head(two), .body(1), .readEnd], .nothing),
        Row("bytes behind the answer poison the connection", [.sent, .head(two), .body(2), .end, .bytes(1), .readEnd], .close),
        Row("bytes on an idle connection close it", [.bytes(1)], .close),
        Row("bytes on a released connection close it", [.sent, .head(two), .body(2), .end, .readEnd, .bytes(1)], .close),
        Row("bytes that were found before they were read count no second time", served + [.foreignBytesFound, .bytes(1)], .nothing),
        Row("nor does the end of their connection", served + [.foreignBytesFound, .inputClosed, .closed], .nothing),
        Row("the server's wish to close is honoured", [.sent, .head(closing), .end, .readEnd], .close),
        Row("a connection that brought a failure is not free", [.sent, .head(AnswerHead(status: 500, framing: .none)), .end, .readEnd], .close),
        Row("nor one on which the server gave up", [.sent, .head(AnswerHead(status: 408, framing: .none)), .end, .readEnd], .close),
        Row("one that brought a refusal is", [.sent, .head(AnswerHead(status: 499, framing: .none)), .end, .readEnd], .release),
        Row("an answer that comes before the request has left is one", [.sent, .head(two), .body(2), .earlyEnd], answer),
        Row("but its connection is not free", [.sent, .head(two), .body(2), .earlyEnd, .readEnd], .close),
        Row("a shorter body than promised is not whole", [.sent, .head(two), .body(1), .end], fails(.connectionClosed, "the answer was cut short")),
        Row("a longer body than promised is not whole", [.sent, .head(two), .body(3), .end], fails(.connectionClosed, "the answer was cut short")),
        Row(
            "chunks ended by the end of input are not whole", [.sent, .head(chunked), .body(1), .inputClosed, .end],
            fails(.connectionClosed, "the answer was cut short")),
        Row("chunks ended by the last chunk are whole", [.sent, .head(chunked), .body(1), .end], answer),
        Row("a body until close is whole at a proper end", [.sent, .head(untilClose), .body(1), .inputClosed, .end], answer),
        Row("and only there", [.sent, .head(untilClose), .body(1), .end], fails(.connectionClosed, "the answer was cut short")),
        Row("a connection whose input ended is not free", [.sent, .head(two), .body(2), .inputClosed, .end, .readEnd], .close),
        Row("a broken transport ends the exchange", [.sent, .head(untilClose), .transportFailed], fails(.connectionClosed, "broken")),
        Row("what the parser says after that does not count", [.sent, .head(untilClose), .transportFailed, .inputClosed, .end], .nothing),
        Row("closed after sending", [.sent, .inputClosed, .closed], fails(.connectionClosed, "closed before the answer")),
        Row("closed while idle", [.closed], .close),
        Row("closed twice", [.sent, .closed, .closed], .nothing),
        Row("closed after the answer", [.sent, .head(two), .body(2), .end, .closed], .close),
        Row("deadline after sending", [.sent, .deadline], fails(.timedOut, "no whole answer in time")),
        Row("deadline in the body", [.sent, .head(two), .body(1), .deadline], fails(.timedOut, "no whole answer in time")),
        Row("deadline beside the answer", [.sent, .head(two), .body(2), .end, .deadline], .close),
        Row("nonsense", [.sent, .parsingFailed], fails(.answerUnreadable, "nonsense")),
        Row(
            "nonsense at the end of input is a cut", [.sent, .head(two), .inputClosed, .parsingFailed],
            fails(.connectionClosed, "the answer was cut short")),
        Row("nonsense behind the answer", [.sent, .head(two), .body(2), .end, .parsingFailed], .close),
        Row("status 199", [.sent, .head(AnswerHead(status: 199, framing: .none))], fails(.answerUnreadable, "status 199")),
        Row("status 600", [.sent, .head(AnswerHead(status: 600, framing: .none))], fails(.answerUnreadable, "status 600")),
        Row("a length over the limit", [.sent, .head(AnswerHead(status: 200, framing: .length(11)))], fails(.answerTooLarge, "more than 10 bytes")),
        Row("a body over the limit", [.sent, .head(chunked), .body(6), .body(5)], fails(.answerTooLarge, "more than 10 bytes")),
        Row("a body at the limit", [.sent, .head(chunked), .body(6), .body(4)], .nothing),
        Row(
            "a body for which there is no room", [.sent, .head(chunked), .body(1), .noRoom],
            fails(.answerTooLarge, "all answers that are being read take too much memory")),
        Row("overhead over the limit", [.sent, .bytes(Limits.answerOverheadBytes + 11)], fails(.answerTooLarge, "more than 10 bytes")),
        Row("overhead at the limit", [.sent, .bytes(Limits.answerOverheadBytes + 10)], .nothing),
        Row(
            "the overhead is counted per exchange",
            [.sent, .bytes(Limits.answerOverheadBytes), .head(two), .body(2), .end, .readEnd, .sent, .bytes(20)], .nothing),
        Row("a first answer stands alone, named or not", [.sent, .head(two), .body(2), .namelessEnd], answer),
        Row("a nameless one leaves the connection in doubt", [.sent, .head(two), .body(2), .namelessEnd, .readEnd], .close),
        Row("a later answer that names its call is told at once", served + [.sent, .head(two), .body(2), .end], answerAmongOthers),
        Row("a later nameless one is kept back", listening, listen),
        Row("also when its read is over", listening + [.readEnd], .nothing),
        Row("silence shows that it stands alone", listening + [.readEnd, .silence], .conclude(standsAlone: true)),
        Row("bytes behind it show that it may not", listening + [.readEnd, .bytes(1)], .conclude(standsAlone: false)),
        Row("so do bytes of the same read", listening + [.bytes(1)], .conclude(standsAlone: false)),
        Row("so does nonsense", listening + [.parsingFailed], .conclude(standsAlone: false)),
        Row("so does a deadline before the silence is over", listening + [.deadline], .conclude(standsAlone: false)),
        Row("so does a broken transport", listeningForEnd + [.transportFailed], .conclude(standsAlone: false)),
        Row("so does an end that was not announced", listening + [.inputClosed, .closed], .conclude(standsAlone: false)),
        Row("an end that was announced is as good as silence", listeningForEnd + [.inputClosed, .closed], .conclude(standsAlone: true)),
        Row("but no other", listeningForEnd + [.closed], .conclude(standsAlone: false)),
        Row("it is told once", listening + [.bytes(1), .silence], .nothing),
        Row("a body until close is followed by nothing", served + [.sent, .head(untilClose), .body(1), .inputClosed, .namelessEnd], answer),
        Row("unless it holds the right answer, too", served + [.sent, .head(untilClose), .body(1), .inputClosed, .end], answerAmongOthers),
        Row(
            "of a failure nobody asks whose it is", served + [.sent, .head(AnswerHead(status: 500, framing: .none)), .namelessEnd],
            .answer(status: 500, retryAfter: nil, standsAlone: false)),
        Row(
            "an unreadable framing", [.sent, .head(AnswerHead(status: 200, framing: .unreadable))],
            fails(.answerUnreadable, "the length of the answer is not readable")),
    ]

    @Test(arguments: rows) func table(row: Row) {
        var machine = ExchangeStateMachine(maxAnswerBytes: 10)
        var action = ExchangeStateMachine.Action.nothing
        for event in row.events {
            switch event {
            case .sent: machine.requestSent()
            case .bytes(let count): action = machine.bytesArrived(count)
            case .head(let head): action = machine.headArrived(head)
            case .body(let count): action = machine.bodyArrived(count)
            case .noRoom: action = machine.bodyHadNoRoom()
            case .end: action = machine.answerEnded(names: true, requestHasLeft: true)
            case .earlyEnd: action = machine.answerEnded(names: true, requestHasLeft: false)
            case .namelessEnd: action = machine.answerEnded(names: false, requestHasLeft: true)
            case .silence: action = machine.silencePassed()
            case .readEnd: action = machine.readEnded()
            case .inputClosed: machine.inputClosed()
            case .transportFailed: action = machine.transportFailed("broken")
            case .parsingFailed: action = machine.parsingFailed("nonsense")
            case .closed: action = machine.closed()
            case .deadline: action = machine.deadlinePassed()
            case .foreignBytesFound: machine.foreignBytesFound()
            }
        }
        #expect(action == row.action)
    }
}
