import Synchronization

/// Callbacks on their way, and the record of those that were sent.
final class CallbackOutbox: Sendable {
    /// One callback and what became of it.
    struct Sent: Sendable {
        var number: Int
        var time: Moment
        var kind: Callback.Kind
        var url: String
        var body: String
        /// The HTTP status of the answer; nil where there was none, and then `error` says why.
        var status: Int?
        var error: String?
    }

    private struct State {
        var url: CallbackURL?
        var isAutomatic = true
        var sent = Queue<Sent>()
        var count = 0
    }

    private let state: Mutex<State>
    private let queue: AsyncStream<Callback>
    private let entrance: AsyncStream<Callback>.Continuation
    private let clock: @Sendable () -> Moment
    /// Rings whenever a callback was sent or failed.
    let changed = Signal()

    init(url: CallbackURL?, clock: @escaping @Sendable () -> Moment) {
        state = Mutex(State(url: url))
        self.clock = clock
        (queue, entrance) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(Limits.queuedCallbacks))
    }

    var settings: (url: CallbackURL?, isAutomatic: Bool) { state.withLock { ($0.url, $0.isAutomatic) } }

    func set(url: CallbackURL?, isAutomatic: Bool) {
        state.withLock {
            $0.url = url
            $0.isAutomatic = isAutomatic
        }
    }

    /// A callback that follows from what happened. Without a URL, or with automatic ones switched off, there is none.
    func follow(with callback: Callback) {
        let (url, isAutomatic) = settings
        if url != nil, isAutomatic { send(callback) }
    }

    /// Puts a callback into the queue, asked for or not.
    func send(_ callback: Callback) {
        if case .dropped = entrance.yield(callback) { note(callback, url: "", .failure(.init("queue is full"))) }
    }

    /// Everything after `number`, and the number to go on from.
    func sent(after number: Int) -> (next: Int, sent: [Sent]) {
        state.withLock { state in (state.count, state.sent.contents.filter { $0.number > number }) }
    }

    func clear() {
        state.withLock { $0.sent = Queue() }
    }

    /// Sends what is queued, a few at a time, until cancelled.
    func run() async {
        await withTaskGroup(of: Void.self) { group in
            var running = 0
            for await callback in queue {
                if running == 16 {
                    await group.next()
                    running -= 1
                }
                running += 1
                group.addTask { await self.deliver(callback) }
            }
        }
    }

    private struct Failure: Error {
        var text: String
        init(_ text: String) { self.text = text }
    }

    private func deliver(_ callback: Callback) async {
        guard let url = settings.url else {
            return note(callback, url: "", .failure(Failure("no callback URL is set")))
        }
        let shown = "http://\(url.authority)\(url.target(for: callback.kind))"
        do {
            note(callback, url: shown, .success(try await CallbackClient.post(callback, to: url)))
        } catch {
            note(callback, url: shown, .failure(Failure("\(error)")))
        }
    }

    private func note(_ callback: Callback, url: String, _ result: Result<Int, Failure>) {
        state.withLock { state in
            state.count += 1
            var sent = Sent(number: state.count, time: clock(), kind: callback.kind, url: url, body: callback.body)
            switch result {
            case .success(let status): sent.status = status
            case .failure(let failure): sent.error = failure.text
            }
            state.sent.append(sent)
            if state.sent.count > Limits.recordedCallbacks { state.sent.popFirst() }
        }
        changed.ring()
    }
}
