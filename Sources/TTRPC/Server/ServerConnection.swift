import NIOCore

/// One connection of a server: carries out what its `ServerStateMachine` decides, and runs its calls.
///
/// `@unchecked Sendable`: everything that changes is touched on `eventLoop` only. The channel calls it there, `run` and
/// the calls run there (`EventLoopTaskExecutor`), and whatever may come from elsewhere (`drain`, `close`, `send`) hops
/// there first.
///
/// By topic: `+Workers` has the tasks that run calls, `+Calls` performs one, `+Streams` sends their messages, `+Frames` takes frames in,
/// `+Output` sends them and keeps what is held within bounds. Nothing outside these files touches what stands here.
final class ServerConnection: @unchecked Sendable {
    let eventLoop: any EventLoop
    /// For the task of `run`.
    let executor: EventLoopTaskExecutor
    let channel: any Channel
    let handler: any CallHandler
    /// What the connections of the peer's user hold.
    let account: UserAccount
    /// For `waitingWorkers`.
    let idleTaskLimit: IdleTaskLimit
    /// What `account` counts for this connection.
    var countedBytes = 0
    /// What the calls that run count for.
    var callBytes = 0

    var machine: ServerStateMachine
    var decoder = FrameDecoder()
    var output = FrameOutput()
    /// Closed while `machine.queue.mayRead` is false.
    var readGate = ReadGate()
    var timer = WakeupTimer()

    /// Calls that nobody has come for yet, oldest first.
    var dispatched = CircularBuffer<DispatchedCall>(initialCapacity: 1)
    /// Nil before the channel has the handler, and once it is closed.
    var context: ChannelHandlerContext?
    var isClosed = false
    /// `run`, where it waits for calls that need one more worker.
    var runner: UnsafeContinuation<Void, Never>?
    var workers = WorkerCount()
    /// Those that wait for a call, as many as `workers` says.
    var waitingWorkers: [UnsafeContinuation<Void, Never>] = []
    /// The tasks of running calls. Each is here only while its call runs, so that it can be cancelled, and with it no other call.
    var tasks: [UInt32: UnsafeCurrentTask] = [:]
    var waitingSends: [SendID: WaitingSend] = [:]

    struct DispatchedCall: Sendable {
        var streamID: UInt32
        var kind: MethodKind
        var call: Call
        /// What it counts for while it runs.
        var bytes: Int
    }

    struct WaitingSend {
        var streamID: UInt32
        var message: [UInt8]
        var continuation: UnsafeContinuation<Result<Void, Status>, Never>
    }

    /// - Parameters:
    ///   - shuttingDown: the error that is given to calls that come during a shutdown.
    ///   - account: what the connections of the peer's user hold.
    ///   - idleTaskLimit: for the tasks of all connections that wait for calls.
    init(channel: any Channel, handler: any CallHandler, shuttingDown: Status, account: UserAccount, idleTaskLimit: IdleTaskLimit) {
        self.eventLoop = channel.eventLoop
        self.executor = EventLoopTaskExecutor(channel.eventLoop)
        self.channel = channel
        self.handler = handler
        self.machine = ServerStateMachine(shuttingDown: shuttingDown)
        self.account = account
        self.idleTaskLimit = idleTaskLimit
    }
}

// MARK: - Time and the end

extension ServerConnection: NIOScheduledCallbackHandler {
    func handleScheduledCallback(eventLoop: some EventLoop) {
        timer.fired()
        carryOut(machine.timePassed(now: MonotonicTime.now))
    }

    func carryOut(_ actions: [ServerStateMachine.TimeAction]) {
        for action in actions {
            switch action {
            case .end(let streamID, let status): end(streamID, status)
            case .cancelCalls: tasks.values.forEach { $0.cancel() }
            case .close: close()
            }
        }
        settle()
    }

    func armTimer() {
        if !timer.bringForward(to: machine.nextWakeup, on: eventLoop, calling: self) { close() }
    }

    /// Takes no new calls and closes when those in flight have been answered, or at `deadline` (monotonic nanoseconds).
    func drain(deadline: Int64) {
        eventLoop.execute {
            self.carryOut(self.machine.drainStarted(deadline: deadline, now: MonotonicTime.now))
        }
    }

    /// Closes the connection; its calls are cancelled.
    func close() {
        channel.close(promise: nil)
    }

    /// Closes the connection with what else came on it, once the peer was told what is answered so far: what the socket does not take now it
    /// never hears, and calls that wait are dropped.
    func hangUp() {
        flush()
        close()
        // Also where the channel tells it later: nothing more is read.
        closed()
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func channelInactive(context: ChannelHandlerContext) {
        closed()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // Nothing but a broken socket comes here, and there is nobody left to tell.
        context.close(promise: nil)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        closed()
    }

    func closed() {
        guard !isClosed else { return }
        isClosed = true
        context = nil
        machine.closed()
        // Those that were not begun never are.
        callBytes -= dispatched.reduce(0) { $0 + $1.bytes }
        dispatched.removeAll()
        _ = countHeldBytes()
        timer.cancel()
        tasks.values.forEach { $0.cancel() }
        for id in Array(waitingSends.keys) { giveUp(id) }
        dismissWorkers()
    }
}
