import Testing

@testable import Gateway

/// Rule 3: what a further attempt needs beside "not found".
@Suite struct ResendGroundsTests {
    @Test(arguments: ["204", "990", "102", "999"], [
        (true, false, false, false, true), (false, false, false, false, true), (true, true, false, false, true),
        (true, false, true, false, true), (true, false, false, true, true), (true, false, false, false, false),
    ])
    func onlyOnNotFoundAndWithNothingAgainstIt(
        code: String, state: (isSettled: Bool, isHeard: Bool, isReported: Bool, isStopping: Bool, sends: Bool)
    ) {
        let grounds = ResendGrounds(
            isSettled: state.isSettled, isHeardToBeAlive: state.isHeard, isReported: state.isReported, sends: state.sends,
            isStopping: state.isStopping)
        #expect(grounds.allowAttempt(after: .code(code)) == (code == "204" && state == (true, false, false, false, true)))
        #expect(!grounds.allowAttempt(after: .silent(.noAnswer(.timedOut))))
    }
}
