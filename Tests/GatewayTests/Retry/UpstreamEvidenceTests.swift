@testable import Gateway
import Testing

@Suite struct UpstreamEvidenceTests {
    @Test("An answer below 500 shows that OY! is there, 999 included", arguments: [200, 302, 401, 404, 429])
    func present(status: Int) {
        #expect(UpstreamEvidence(.answered(UpstreamAnswer(status: status, body: [])), hurried: false) == .present)
    }

    @Test("5xx, a refused connection and a lost one show that it is not")
    func absent() {
        #expect(UpstreamEvidence(.answered(UpstreamAnswer(status: 503, body: [])), hurried: true) == .absent)
        #expect(UpstreamEvidence(.surelyUnsent(AttemptFailure(.connectionRefused)), hurried: true) == .absent)
        #expect(UpstreamEvidence(.unknown(AttemptFailure(.connectionClosed)), hurried: true) == .absent)
        #expect(UpstreamEvidence(.unknown(AttemptFailure(.timedOut)), hurried: false) == .absent)
    }

    @Test("A caller in a hurry proves nothing: it cannot close OY! to the others")
    func hurried() {
        #expect(UpstreamEvidence(.unknown(AttemptFailure(.timedOut)), hurried: true) == .inconclusive)
        #expect(UpstreamEvidence(.surelyUnsent(AttemptFailure(.connectTimedOut)), hurried: true) == .inconclusive)
        #expect(UpstreamEvidence(.surelyUnsent(AttemptFailure(.noConnectionFree)), hurried: false) == .inconclusive)
        #expect(UpstreamEvidence(.surelyUnsent(AttemptFailure(.partnerChanged)), hurried: false) == .inconclusive)
    }
}
