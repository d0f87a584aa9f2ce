import Synchronization

/// Callbacks on their way, and the record of those that were sent.
final class CallbackOutbox: Sendable {
    /// One callback and what became of it.
    struct Sent: Sendable {
        var number: Int
        /// Which sending of the same callback this was, from 1 up.
        var attempt: Int
        var time: Moment
        var kind: Callback.Kind
        var url: String
        var body: String
        /// The HTTP status of the answer; nil where there was none, and then `error` says why.
        var status: Int?
        var error: String?
    }

    /// How callbacks are sent.
    struct Settings: Sendable, Equatable {
        var url: CallbackURL?
        /// Whether what happens is followed by callbacks.
        var isAutomatic = true
        /// How long a minute of OY!'s retry schedule lasts, in milliseconds; nil for no retries.
        var minuteMilliseconds: Int?
        /// How often each automatic callback is sent.
        var copies = 1
        /// So many automatic callbacks are collected and then sent the last one first; 0 and 1 keep the order.
        var reorder = 0
        /// Whether automatic callbacks say what is not so.
        var lies = false
    }

    /// A callback on its way.
    private struct Parcel: Sendable {
        var callback: Callback
        var attempt = 1
    }

    private struct State {
        var settings: Settings
        var collected: [Callback] = []
        var sent = Queue<Sent>()
        var count = 0
    }

    private let state: Mutex<State>
    private let queue: AsyncStream<Parcel>
    private let entrance: AsyncStream<Parcel>.Continuation
    private let failures: AsyncStream<Parcel>
    private let failed: AsyncStream<Parcel>.Continuation
    private let clock: @Sendable () -> Moment
    /// Notifies whenever a callback was sent or failed.
    let changed = Signal()

    init(url: CallbackURL?, clock: @escaping @Sendable () -> Moment) {
        state = Mutex(State(settings: Settings(url: url)))
        self.clock = clock
        (queue, entrance) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(Limits.queuedCallbacks))
        (failures, failed) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(Limits.queuedCallbacks))
    }

    var settings: Settings { state.withLock { $0.settings } }

    /// What was collected for another order goes out in the order that is in force now.
    func set(_ settings: Settings) {
        let rest = state.withLock { state in
            state.settings = settings
            return Self.collected(&state, isOver: true)
        }
        for callback in rest { send(callback) }
    }

    /// A callback that follows from what happened. Without a URL, or with automatic ones switched off, there is none.
    func follow(with callback: Callback) {
        let due = state.withLock { state -> [Callback] in
            let settings = state.settings
            guard settings.url != nil, settings.isAutomatic else { return [] }
            let said = settings.lies ? callback.falsified : callback
            state.collected += Array(repeating: said, count: settings.copies)
            return Self.collected(&state, isOver: false)
        }
        for callback in due { send(callback) }
    }

    private static func collected(_ state: inout State, isOver: Bool) -> [Callback] {
        guard isOver || state.collected.count >= state.settings.reorder else { return [] }
        defer { state.collected = [] }
        return state.settings.reorder > 1 ? state.collected.reversed() : state.collected
    }

    /// Puts a callback into the queue, asked for or not.
    func send(_ callback: Callback) { send(Parcel(callback: callback)) }

    private func send(_ parcel: Parcel) {
        if case .dropped = entrance.yield(parcel) { note(parcel, url: "", .failure(.init("queue is full"))) }
    }

    /// Everything after `number`, and the number to go on from.
    func sent(after number: Int) -> (next: Int, sent: [Sent]) {
        state.withLock { state in (state.count, state.sent.contents.filter { $0.number > number }) }
    }

    func clear() {
        state.withLock { $0.sent = Queue() }
    }

    /// Sends what is queued, and again what failed, until cancelled.
    func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await self.sendQueued() }
            for await parcel in failures {
                group.addTask { await self.sendAgain(parcel) }
            }
        }
    }

    /// After 0, 1, 2, 13 and 47 of the minutes that are set, and then no more.
    private func sendAgain(_ parcel: Parcel) async {
        guard let minute = settings.minuteMilliseconds, parcel.attempt <= Limits.callbackRetryMinutes.count else { return }
        let pause = Duration.milliseconds(Limits.callbackRetryMinutes[parcel.attempt - 1] * minute)
        guard (try? await Task.sleep(for: pause)) != nil else { return }
        send(Parcel(callback: parcel.callback, attempt: parcel.attempt + 1))
    }

    /// A few at a time.
    private func sendQueued() async {
        await withTaskGroup(of: Void.self) { group in
            var running = 0
            for await parcel in queue {
                if running == 16 {
                    await group.next()
                    running -= 1
                }
                running += 1
                group.addTask { await self.deliver(parcel) }
            }
        }
    }

    private struct Failure: Error {
        var text: String
        init(_ text: String) { self.text = text }
    }

    private func deliver(_ parcel: Parcel) async {
        let callback = parcel.callback
        guard let url = settings.url else {
            return note(parcel, url: "", .failure(Failure("no callback URL is set")))
        }
        let shown = "http://\(url.authority)\(url.target(for: callback.kind))"
        do {
            let status = try await CallbackClient.post(callback, to: url)
            note(parcel, url: shown, .success(status))
            if !(200..<300).contains(status) { failed.yield(parcel) }
        } catch {
            note(parcel, url: shown, .failure(Failure("\(error)")))
            failed.yield(parcel)
        }
    }

    private func note(_ parcel: Parcel, url: String, _ result: Result<Int, Failure>) {
        let callback = parcel.callback
        state.withLock { state in
            state.count += 1
            var sent = Sent(
                number: state.count, attempt: parcel.attempt, time: clock(), kind: callback.kind, url: url,
                body: callback.body)
            switch result {
            case .success(let status): sent.status = status
            case .failure(let failure): sent.error = failure.text
            }
            state.sent.append(sent)
            if state.sent.count > Limits.recordedCallbacks { state.sent.popFirst() }
        }
        changed.notify()
    }
}
