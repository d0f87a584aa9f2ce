public import NIOCore

extension Channel {
    /// Puts an `AcceptDrain` in front of everything in this listening channel's pipeline.
    ///
    /// - Parameter group: the event loops that its connections get.
    public func drainAccepts(over group: any EventLoopGroup) async {
        // A channel that is closed already has nothing to drain.
        try? await eventLoop.submit {
            try self.pipeline.syncOperations.addHandler(AcceptDrain(over: group), position: .first)
        }.get()
    }
}

/// Closes a listening channel only after every connection that it accepted was taken in.
///
/// A server that wraps its connections in `NIOAsyncChannel`, as Hummingbird's does, sets each one up on the connection's event loop
/// and then takes it in on the listener's. Where the listener closes in between, nobody takes it in, and SwiftNIO ends the whole
/// process: "Deinited NIOAsyncWriter without calling finish()". Anybody who connects at the moment of a stop could do that.
///
/// Asked to close, this handler accepts no more, lets what is on its way arrive, and closes then.
final class AcceptDrain: ChannelDuplexHandler {
    typealias InboundIn = any Channel
    typealias OutboundIn = Never

    /// A connection goes to its own event loop and comes back so often: for its options, and for its handlers.
    private static let trips = 2

    private let group: any EventLoopGroup
    /// Kept once there was a wish to close.
    private var closing: EventLoopPromise<Void>?

    init(over group: any EventLoopGroup) { self.group = group }

    func read(context: ChannelHandlerContext) {
        if closing == nil { context.read() }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if closing == nil {
            context.fireChannelRead(data)
        } else {
            unwrapInboundIn(data).close(promise: nil)
        }
    }

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        if let closing { return closing.futureResult.cascade(to: promise) }
        let closing = context.eventLoop.makePromise(of: Void.self)
        closing.futureResult.cascade(to: promise)
        self.closing = closing
        travel(Self.trips, from: context.eventLoop).assumeIsolated().whenComplete { _ in
            context.close(mode: mode, promise: closing)
        }
    }

    /// Goes to every event loop and back: what was on its way there before is back before.
    private func travel(_ trips: Int, from home: any EventLoop) -> EventLoopFuture<Void> {
        let group = group
        let trip = EventLoopFuture<Void>.andAllComplete(group.makeIterator().map { $0.submit {} }, on: home)
        return trips == 1 ? trip : trip.assumeIsolated().flatMap { self.travel(trips - 1, from: home) }.nonisolated()
    }
}
