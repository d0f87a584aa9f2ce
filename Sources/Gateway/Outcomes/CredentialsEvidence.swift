import Contract

/// What an answer of OY!'s tells about the gateway's own user name, key and address, whatever was asked for.
public enum CredentialsEvidence: Sendable, Equatable {
    /// OY! refuses them.
    case rejected
    /// OY! takes them. A refusal of the request itself shows that, too.
    case accepted

    /// Nil where the answer tells nothing about them.
    public init?(_ answer: UpstreamAnswer) {
        switch HTTPRefusal(status: answer.status) {
        case .credentials: self = .rejected
        case .tooManyRequests: return nil
        case nil:
            guard answer.status < 500, let code = AnswerStatus.read(from: answer.body)?.code else { return nil }
            self.init(code: code, isSuccess: answer.isSuccess)
        }
    }

    private init?(code: String, isSuccess: Bool) {
        switch OutcomeTable.meaning(of: code, in: .standard) {
        case .credentialsRejected: self = .rejected
        case .success, .negativeAnswer, .refusal:
            guard isSuccess else { return nil }
            self = .accepted
        case .tooManyRequests, .outcomeUnknown, .unlisted: return nil
        }
    }

    /// Whether the answer can be `rejected`, found out without reading it: false for a success that contains none of the numbers 201, 202,
    /// 207 and 208 (2024 is another number).
    public static func mayBeRejected(_ answer: UpstreamAnswer) -> Bool {
        guard answer.isSuccess else { return true }
        return answer.body.withUnsafeBytes { body in
            var (number, digits, index) = (0, 0, 0)
            while index < body.count {
                let digit = Int(body[index]) - 48
                if digit >= 0, digit <= 9 {
                    digits += 1
                    if digits <= 3 { number = 10 * number + digit }
                } else {
                    if digits == 3, rejections.contains(number) { return true }
                    (number, digits) = (0, 0)
                }
                index += 1
            }
            return false
        }
    }

    private static let rejections = OYCode.allCases.filter(\.refusesCredentials).compactMap { Int($0.rawValue) }
}
