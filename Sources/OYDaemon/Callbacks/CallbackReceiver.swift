import Contract
import Gateway
import HTTPTypes
import HummingbirdCore
import NIOCore
import Synchronization
import Upstream

/// Answers requests at the callback listener: `POST /callbacks/{token}/{kind}`, and 404 to everything else, so that nobody
/// without the token learns that there is anything.
///
/// 200 says that the callback is on disk. A connection carries one request (`SingleRequestHandler`).
final class CallbackReceiver: Sendable {
    private let processor: CallbackProcessor
    private let token: CallbackTokenStore
    private let credentials: any CredentialsSource
    private let sources: SourceRule
    private let clock: any Timekeeper
    private let log: CallbackLog
    private let rate: Rate
    private let bucket = Mutex(TokenBucket())
    private let refusals: CallbackRefusalBook
    let admission: CallbackListenerAdmission

    /// - Parameter credentials: whose keys are taken out of what comes.
    init(
        processor: CallbackProcessor, ledger: any Ledger, token: CallbackTokenStore, credentials: any CredentialsSource,
        settings: Configuration.Callbacks, clock: any Timekeeper, log: CallbackLog, metrics: CallbackRefusalMetrics
    ) {
        self.processor = processor
        self.token = token
        self.credentials = credentials
        sources = SourceRule(allow: settings.allow, trustedProxies: settings.trustedProxies)
        self.clock = clock
        self.log = log
        rate = Rate(settings.perSecond, per: .seconds(1))
        refusals = CallbackRefusalBook(ledger: ledger, clock: clock, log: log, metrics: metrics)
        admission = CallbackListenerAdmission(sources: sources, refusals: refusals)
    }

    /// What is answered.
    enum Answer: Equatable {
        case stored
        /// For strangers: the same bytes, whatever they asked for.
        case nothingHere
        case tooMany, tooLarge, wrong(String), notNow

        var status: HTTPResponse.Status {
            switch self {
            case .stored: .ok
            case .nothingHere: .notFound
            case .tooMany: .tooManyRequests
            case .tooLarge: .contentTooLarge
            case .wrong: .badRequest
            case .notNow: .serviceUnavailable
            }
        }
    }

    /// Concurrent, as Hummingbird's writer is.
    @concurrent func respond(
        _ request: Request, _ writer: consuming ResponseWriter, _ channel: any Channel
    ) async throws {
        let answer = await answer(request, on: channel)
        var text = ""
        if case .wrong(let problem) = answer { text = problem + "\n" }
        let body = ByteBuffer(string: text)
        var head = HTTPResponse(status: answer.status)
        head.headerFields[.contentLength] = "\(body.readableBytes)"
        head.headerFields[.connection] = "close"
        if answer == .tooMany || answer == .notNow { head.headerFields[.retryAfter] = "\(Limits.callbackRetryAfterSeconds)" }
        var bodyWriter = try await writer.writeHead(head)
        if body.readableBytes > 0 { try await bodyWriter.write(body) }
        try await bodyWriter.finish(nil)
    }

    /// Writes down what was refused and counted.
    func writeDownRest() {
        refusals.writeDownRest()
    }

    private func answer(_ request: Request, on channel: any Channel) async -> Answer {
        let forwarded = request.headers[values: Self.forwardedFor]
        let source = sources.source(of: SourceRule.Peer(channel), forwardedFor: forwarded)
        let shown = source.map { "\($0)" } ?? "unknown"
        // Both are looked at whatever the other says.
        let (kind, isToken) = place(request)
        guard let source, sources.admits(source) else { return refuse(.source, from: shown, .nothingHere) }
        guard isToken else { return refuse(.token, from: shown, .nothingHere) }
        guard let kind, request.method == .post else { return refuse(.path, from: shown, .nothingHere) }
        admission.recognized(channel)

        guard bucket.withLock({ $0.take(of: rate, at: clock.now) }) == nil else { return refuse(.rate, from: shown, .tooMany) }
        let body: ByteBuffer
        do {
            body = try await request.body.collect(upTo: Limits.callbackBytes)
        } catch is NIOTooManyBytesError {
            return refuse(.size, from: shown, .tooLarge)
        } catch {
            let problem = "the body was cut off"
            return refuse(.body, "\(kind.rawValue): \(problem)", from: shown, .wrong(problem))
        }
        var bytes = Array(body.readableBytesView)
        // Before anything is read of it: what it says goes on to the trail, to the tables and to consumers.
        credentials.current.maskKeys(in: &bytes)
        let callback: ReceivedCallback
        do {
            callback = try ReceivedCallback(kind, body: bytes)
        } catch {
            return refuse(.body, "\(kind.rawValue): \(error)", from: shown, .wrong("\(error)"))
        }
        if let problem = processor.problem(with: callback) {
            return refuse(.body, "\(kind.rawValue): \(problem)", from: shown, .wrong(problem))
        }
        do {
            try await processor.receive(callback, from: shown)
        } catch {
            log.ledgerFailed(error)
            return .notNow
        }
        return .stored
    }

    /// The kind that the path names, and whether it has the token.
    private func place(_ request: Request) -> (kind: CallbackKind?, isToken: Bool) {
        let path = (request.head.path ?? "").prefix { $0 != "?" }
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        let isToken = token.current.matches(parts.count > 2 ? parts[2] : "")
        guard parts.count == 4, parts[0].isEmpty, parts[1] == "callbacks" else { return (nil, isToken) }
        return (CallbackKind(rawValue: String(parts[3])), isToken)
    }

    private static let forwardedFor = HTTPField.Name("X-Forwarded-For")!

    private func refuse(
        _ reason: CallbackRefusals.Reason, _ cause: String? = nil, from source: String, _ answer: Answer
    ) -> Answer {
        refusals.refused(reason, cause, from: source)
        return answer
    }
}
