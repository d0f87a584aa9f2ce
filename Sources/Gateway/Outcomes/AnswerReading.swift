import Contract

/// An HTTP answer, read in the light of the RPC that asked.
enum AnswerReading: Sendable {
    /// The caller gets this message.
    case success(Message, status: AnswerStatus)
    /// OY! refused; another attempt would hear the same.
    case refused(RPCError)
    /// OY! did not process the request and wants it again later.
    case tooManyRequests(RPCError)
    /// What OY! did cannot be told from the answer.
    case uncertain(cause: String, status: AnswerStatus?, http: Int)

    /// Reads `answer`.
    ///
    /// - Parameters:
    ///   - answer: as it came.
    ///   - endpoint: the RPC that asked.
    ///   - name: of the payout that was asked about, where one was. An answer that names another, or names none and may be the answer to
    ///     another request, says nothing, whatever its code (rule 2).
    ///   - id: of the virtual account that was asked about, where answers repeat it. An answer with another one says nothing, either.
    init(_ answer: UpstreamAnswer, to endpoint: Endpoint, about name: String? = nil, of id: String? = nil) {
        let read = name != nil || answer.isSuccess ? try? Answer(json: answer.body, as: endpoint.response) : nil
        // A failure proves nothing, whoever it is for.
        if let name, answer.status < 500, let why = Self.whyForeign(answer, read, name) {
            self = .uncertain(cause: why.rawValue, status: nil, http: answer.status)
        } else if let id, let named = read?.message.string("id"), Self.isOther(named, than: id) {
            self = .uncertain(cause: Unbelieved.namesAnotherAccount.rawValue, status: nil, http: answer.status)
        } else {
            self.init(believing: answer, read, to: endpoint)
        }
    }

    private static func whyForeign(_ answer: UpstreamAnswer, _ read: Answer?, _ name: String) -> Unbelieved? {
        let named = read?.message.string("partner_trx_id") ?? ""
        if named.isEmpty { return answer.standsAlone ? nil : .standsNotAlone }
        return named == name ? nil : .namesAnother
    }

    /// Whether two ids can't be of the same virtual account. Where an id is not a number, a number proves nothing: OY!'s documentation has
    /// the id in the answer as a text in one place, and as an Integer in another.
    private static func isOther(_ named: String, than id: String) -> Bool {
        guard named != id, !named.isEmpty else { return false }
        let isNumber = named.utf8.allSatisfy(\.isASCIIDigit)
        return (!isNumber || id.utf8.allSatisfy(\.isASCIIDigit)) && named.lowercased() != id.lowercased()
    }

    /// - Parameter read: the answer's body, where it was read and can be.
    private init(believing answer: UpstreamAnswer, _ read: Answer?, to endpoint: Endpoint) {
        // Nearly every answer is a good one: reading it whole gives OY!'s word too.
        if answer.isSuccess, let read, let status = read.status,
            OutcomeTable.meaning(of: status.code, in: endpoint.vocabulary).isAnswer
        {
            self = Self.success(read, answer, status)
            return
        }
        let status = AnswerStatus.read(from: answer.body)
        switch HTTPRefusal(status: answer.status) {
        case .credentials:
            self = .refused(.credentialsRejected(status, http: answer.status))
        case .tooManyRequests:
            self = .tooManyRequests(.tooManyRequests(status, http: answer.status, answer.retryAfter))
        case nil where answer.status >= 500:
            self = .uncertain(cause: "http_\(answer.status)", status: status, http: answer.status)
        case nil:
            // A redirect that is not followed, a 404 of something in between: OY!'s own code decides where there is one.
            if let status {
                self = Self.read(answer, status, endpoint)
            } else if answer.isSuccess {
                self = .uncertain(cause: "answer_unreadable", status: nil, http: answer.status)
            } else {
                self = .refused(.unlisted(nil, http: answer.status))
            }
        }
    }

    /// A success that lacks what the caller needs is none: a balance without `balance` must not read as zero.
    private static func success(_ read: Answer, _ answer: UpstreamAnswer, _ status: AnswerStatus) -> Self {
        guard let missing = read.missing.first else { return .success(read.message, status: status) }
        return .uncertain(cause: "answer_lacks \(missing)", status: status, http: answer.status)
    }

    private static func read(_ answer: UpstreamAnswer, _ status: AnswerStatus, _ endpoint: Endpoint) -> Self {
        switch OutcomeTable.meaning(of: status.code, in: endpoint.vocabulary) {
        case .success where answer.isSuccess,
            .negativeAnswer where answer.isSuccess || answer.isRefusal:
            do {
                return success(try Answer(json: answer.body, as: endpoint.response), answer, status)
            } catch {
                return .uncertain(cause: "answer_unreadable \(error)", status: status, http: answer.status)
            }
        case .success, .negativeAnswer:
            return .refused(.unlisted(status, http: answer.status))
        case .refusal(let code, let reason):
            return .refused(.refusal(code, reason: reason, status, http: answer.status))
        case .credentialsRejected:
            return .refused(.credentialsRejected(status, http: answer.status))
        case .tooManyRequests:
            return .tooManyRequests(.tooManyRequests(status, http: answer.status, answer.retryAfter))
        case .outcomeUnknown:
            return .uncertain(cause: "oy_\(status.code)", status: status, http: answer.status)
        case .unlisted:
            return .refused(.unlisted(status, http: answer.status))
        }
    }
}
