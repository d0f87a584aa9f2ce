import Contract
import Testing

@testable import Gateway

/// What raises the alarm `credentials_rejected`, and what ends it.
@Suite struct CredentialsEvidenceTests {
    private static func answer(_ code: String, status: Int = 200) -> UpstreamAnswer {
        UpstreamAnswer(status: status, body: Array(#"{"status":{"code":"\#(code)","message":""}}"#.utf8))
    }

    @Test("OY! refuses the gateway itself", arguments: [
        CredentialsEvidenceTests.answer("201"), answer("202"), answer("207"), answer("208"), answer("208", status: 400),
        answer("000", status: 401), UpstreamAnswer(status: 403, body: []),
    ])
    func rejected(answer: UpstreamAnswer) {
        #expect(CredentialsEvidence(answer) == .rejected)
        #expect(CredentialsEvidence.mayBeRejected(answer))
    }

    @Test("OY! lets it in, also where it refuses what was asked for", arguments: [CredentialsEvidenceTests.answer("000"), answer("206")])
    func accepted(answer: UpstreamAnswer) {
        #expect(CredentialsEvidence(answer) == .accepted)
        #expect(!CredentialsEvidence.mayBeRejected(answer))
    }

    @Test("Neither can be told", arguments: [
        CredentialsEvidenceTests.answer("429"), answer("999"), answer("777"), answer("208", status: 500), answer("208", status: 429),
        answer("000", status: 500), answer("000", status: 400), UpstreamAnswer(status: 200, body: Array(#"{"account":"208"}"#.utf8)),
    ])
    func nothing(answer: UpstreamAnswer) {
        #expect(CredentialsEvidence(answer) == nil)
    }

    @Test("Each code that means it does, and no other, whatever was asked for")
    func codes() {
        for number in 0..<1_000 {
            let code = String(String(number + 1_000).dropFirst())
            let meanings = [Endpoint.Vocabulary.standard, .kyc, .payoutStatus].map { OutcomeTable.meaning(of: code, in: $0) }
            let isRejected = CredentialsEvidence(Self.answer(code)) == .rejected
            #expect(meanings.allSatisfy { ($0 == .credentialsRejected) == isRejected }, "\(code)")
            #expect(CredentialsEvidence.mayBeRejected(Self.answer(code)) == isRejected, "\(code)")
        }
    }

    @Test("What can't be a refusal is not read: another number with the same digits is none", arguments: [
        (#"{"year":2024,"a":"12080","b":"020"}"#, false), (#"{"a":208}"#, true), (#"{"a":20,"b":8}"#, false), ("", false),
    ])
    func look(body: String, may: Bool) {
        #expect(CredentialsEvidence.mayBeRejected(UpstreamAnswer(status: 200, body: Array(body.utf8))) == may)
        #expect(CredentialsEvidence.mayBeRejected(UpstreamAnswer(status: 400, body: Array(body.utf8))))
    }
}
