import Testing

@testable import Gateway

/// What one attempt amounts to, before any code table is asked.
@Suite struct AttemptReadingTests {
    private func read(_ status: Int, _ word: OYWord?) -> AttemptReading {
        AttemptReading(.answered(UpstreamAnswer(status: status, body: [])), about: "pay-1", read: { _ in word })
    }

    @Test func nothingLeft() {
        let failure = AttemptFailure(.connectionRefused)
        #expect(AttemptReading(.surelyUnsent(failure), about: "pay-1", read: { _ in nil }) == .unsent(failure))
    }

    @Test func noAnswer() {
        let reading = AttemptReading(.unknown(AttemptFailure(.timedOut)), about: "pay-1", read: { _ in nil })
        #expect(reading == .silent("timed_out"))
    }

    /// HTTP 5xx and redirects are silent whatever the body says; so is 200 with a body that says nothing.
    @Test(arguments: [200, 204, 301, 307, 400, 404, 500, 502, 503, 504, 599])
    func unreadable(status: Int) {
        guard case .silent = read(status, nil) else {
            Issue.record("HTTP \(status) without a readable body says something")
            return
        }
    }

    @Test(arguments: [301, 500, 502, 503, 504]) func theBodyOfAFailureIsNotBelieved(status: Int) {
        #expect(read(status, OYWord(code: "209")) == .silent("http_\(status)"))
    }

    @Test(arguments: [401, 403, 429]) func someStatusesSpeakWithoutABody(status: Int) {
        #expect(read(status, nil) == .word(OYWord(code: nil, httpStatus: status)))
    }

    @Test func anAnswerThatNamesAnotherPayoutSaysNothing() {
        #expect(read(200, OYWord(code: "000", partnerTrxID: "pay-2")) == .silent("answer_names_another_payout"))
        #expect(read(200, OYWord(code: "000", partnerTrxID: "pay-1")) != .silent("answer_names_another_payout"))
    }

    @Test func statusAndRetryAfterComeFromHTTP() {
        let answer = UpstreamAnswer(status: 400, retryAfter: .seconds(3), body: [])
        let reading = AttemptReading(.answered(answer), about: "pay-1", read: { _ in OYWord(code: "210") })
        #expect(reading == .word(OYWord(code: "210", httpStatus: 400, retryAfter: .seconds(3))))
    }
}
