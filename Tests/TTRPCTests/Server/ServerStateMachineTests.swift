import Testing

@testable import TTRPC

/// What the sockets of the other tests can't reach in reasonable time: clocks, limits, races.
@Suite struct ServerStateMachineTests {
    private static let second: Int64 = 1_000_000_000

    private static func opened(_ kinds: MethodKind..., timeout: Int64 = 0) -> ServerStateMachine {
        var machine = ServerStateMachine(shuttingDown: .stopping)
        for (index, kind) in kinds.enumerated() {
            _ = machine.requestReceived(
                on: UInt32(index * 2 + 1), flags: .remoteClosed, asking: .call(kind, timeoutNanoseconds: timeout), now: 0)
        }
        return machine
    }

    // MARK: Deadlines

    @Test func `A deadline that has passed ends the call, and its answer is dropped`() {
        var machine = Self.opened(.unary, timeout: 100)
        #expect(machine.nextWakeup == 100)
        #expect(machine.timePassed(now: 99) == [])
        #expect(machine.timePassed(now: 100) == [.end(1, Status.deadlineExceeded)])
        #expect(machine.isOpen(1) == false)
        #expect(machine.unaryCallSucceeded(1, length: 5) == .drop)
        #expect(machine.nextWakeup == nil)
    }

    /// What is appended while no call runs is sent at once: nobody else could add to it.
    @Test func `A call runs until its task is over, whether or not its caller has been answered`() {
        var machine = Self.opened(.unary, .unary, timeout: 100)
        #expect(machine.hasCalls == true)
        #expect(machine.unaryCallSucceeded(1, length: 5) == .send)
        #expect(machine.hasCalls == true)
        _ = machine.timePassed(now: 100)
        #expect(machine.hasCalls == true)
        #expect(machine.callFailed(3, code: .cancelled) == .drop)
        #expect(machine.hasCalls == false)
    }

    @Test func `A timeout beyond the end of time is the latest there is, not none`() {
        var machine = ServerStateMachine(shuttingDown: .stopping)
        let action = machine.requestReceived(
            on: 1, flags: [], asking: .call(.unary, timeoutNanoseconds: .max), now: .max - 5)
        #expect(action == .dispatch(deadline: .max - 1))
        #expect(machine.timePassed(now: .max - 2) == [])
    }

    @Test func `An answer just before the deadline is sent`() {
        var machine = Self.opened(.unary, timeout: 100)
        #expect(machine.unaryCallSucceeded(1, length: 5) == .send)
        #expect(machine.timePassed(now: 100) == [])
    }

    // MARK: Limits

    @Test func `Calls that were answered but still run count towards the limit`() {
        var machine = ServerStateMachine(shuttingDown: .stopping)
        let call = ServerStateMachine.RequestedCall.call(.unary, timeoutNanoseconds: 1)
        for index in 0..<Limits.callsPerConnection {
            #expect(machine.requestReceived(on: UInt32(index * 2 + 1), flags: [], asking: call, now: 0) == .dispatch(deadline: 1))
        }
        #expect(machine.timePassed(now: 1).count == Limits.callsPerConnection)
        let next = UInt32(Limits.callsPerConnection * 2 + 1)
        let refusal = Status(.resourceExhausted, "1024 calls run on this connection already")
        #expect(machine.requestReceived(on: next, flags: [], asking: call, now: 2) == .refuse(refusal))
        #expect(machine.unaryCallSucceeded(1, length: 0) == .drop)
        #expect(machine.requestReceived(on: next + 2, flags: [], asking: call, now: 2) == .dispatch(deadline: 3))
    }

    @Test func `An answer of the limit's size is sent, a longer one is RESOURCE_EXHAUSTED`() {
        var machine = Self.opened(.unary, .unary)
        #expect(machine.unaryCallSucceeded(1, length: 4_194_304) == .send)
        let refusal = Status(.resourceExhausted, "the answer is longer than 4194304 bytes")
        #expect(machine.unaryCallSucceeded(3, length: 4_194_305) == .replace(refusal))
    }

    @Test func `An error that says OK is no success`() {
        var machine = Self.opened(.unary)
        #expect(machine.callFailed(1, code: .ok) == .replace(Status(.unknown, "the call failed without an error")))
    }

    @Test func `Reading stops while too much is queued, and too much closes`() {
        var machine = ServerStateMachine(shuttingDown: .stopping)
        machine.bytesQueued(Limits.queuedBytesBeforeReadingStops - 1, now: 0)
        #expect(machine.queue.mayRead == true)
        machine.bytesQueued(1, now: 0)
        #expect(machine.queue.mayRead == false)
        #expect(machine.queue.isOverfull == false)
        machine.bytesQueued(Limits.queuedBytesPerConnection, now: 0)
        #expect(machine.queue.isOverfull == true)
        machine.bytesFlushed(Limits.queuedBytesPerConnection + 1, messages: [], now: 1)
        #expect(machine.queue.mayRead == true)
    }

    // MARK: Ids and frames

    @Test func `An oversized Request uses up its id, an oversized frame of a call does not end it`() {
        var machine = Self.opened(.unary)
        let status = Status(.resourceExhausted, "the data is longer than 4194304 bytes")
        #expect(machine.frameDiscarded(FrameHeader(streamID: 1, type: .data), .oversized) == .refuse(status))
        #expect(machine.isOpen(1) == true)
        #expect(machine.frameDiscarded(FrameHeader(streamID: 7, type: .request), .oversized) == .refuse(status))
        let reused = Status(.invalidArgument, "StreamID cannot be re-used and must increment")
        #expect(
            machine.requestReceived(on: 7, flags: [], asking: .call(.unary, timeoutNanoseconds: 0), now: 0)
                == .refuse(reused))
    }

    @Test func `An oversized Data on a stream ends it`() {
        var machine = Self.opened(.serverStreaming)
        let status = Status(.resourceExhausted, "the data is longer than 4194304 bytes")
        #expect(machine.frameDiscarded(FrameHeader(streamID: 1, type: .data), .oversized) == .end(status))
        #expect(machine.isOpen(1) == false)
    }

    @Test(arguments: [FrameType.response, FrameType(rawValue: 0), FrameType(rawValue: 9)])
    func `What is not for a server gets nothing, however long it is`(type: FrameType) {
        var machine = Self.opened(.unary, .serverStreaming)
        for reason in [FrameDecoder.Discard.oversized, .noRoom, .refused(.stopping)] {
            for streamID: UInt32 in [1, 3, 5] {
                #expect(machine.frameDiscarded(FrameHeader(streamID: streamID, type: type), reason) == .ignore)
            }
        }
        #expect(machine.isOpen(1) && machine.isOpen(3))
    }

    @Test func `A refused even id does not move the last id`() {
        var machine = ServerStateMachine(shuttingDown: .stopping)
        let call = ServerStateMachine.RequestedCall.call(.unary, timeoutNanoseconds: 0)
        _ = machine.requestReceived(on: 4_000_000_000, flags: [], asking: call, now: 0)
        #expect(machine.requestReceived(on: 1, flags: [], asking: call, now: 0) == .dispatch(deadline: .max))
        #expect(machine.requestReceived(on: .max, flags: [], asking: call, now: 0) == .dispatch(deadline: .max))
    }

    // MARK: Streams

    /// Queues a message as a connection does.
    private func send(_ count: Int, on streamID: UInt32, _ machine: inout ServerStateMachine) {
        #expect(machine.messageOffered(on: streamID, length: count, now: 0) == .send)
        machine.bytesQueued(count, message: streamID, now: 0)
    }

    @Test func `A full stream waits, another one does not`() {
        var machine = Self.opened(.serverStreaming, .serverStreaming)
        send(Limits.queuedBytesPerStream, on: 1, &machine)
        #expect(machine.messageOffered(on: 1, length: 1, now: 0) == .wait(SendID(rawValue: 0)))
        send(1, on: 3, &machine)
        #expect(machine.nextSend() == nil)
        machine.bytesFlushed(1, messages: [(1, 1)], now: 1)
        #expect(machine.nextSend() == SendID(rawValue: 0))
        #expect(machine.nextSend() == nil)
    }

    @Test func `Messages that wait go in the order in which they came`() {
        var machine = Self.opened(.serverStreaming, .serverStreaming)
        send(Limits.queuedBytesPerStream, on: 1, &machine)
        machine.bytesQueued(Limits.queuedBytesBeforeStreamsWait, now: 0)
        #expect(machine.messageOffered(on: 3, length: 1, now: 0) == .wait(SendID(rawValue: 0)))
        #expect(machine.messageOffered(on: 1, length: 1, now: 0) == .wait(SendID(rawValue: 1)))
        machine.bytesFlushed(
            Limits.queuedBytesPerStream + Limits.queuedBytesBeforeStreamsWait,
            messages: [(1, Limits.queuedBytesPerStream)], now: 1)
        #expect(machine.nextSend() == SendID(rawValue: 0))
        #expect(machine.nextSend() == SendID(rawValue: 1))
    }

    @Test func `A stream whose reader stays away ends, a unary call goes on`() {
        var machine = Self.opened(.serverStreaming, .unary)
        send(Limits.queuedBytesPerStream, on: 1, &machine)
        let offered = 5 * Self.second
        #expect(machine.messageOffered(on: 1, length: 1, now: offered) == .wait(SendID(rawValue: 0)))
        machine.bytesFlushed(1, messages: [], now: offered)
        let late = offered + Limits.streamStallNanoseconds
        #expect(machine.timePassed(now: late - 1) == [])
        #expect(machine.nextWakeup == late)
        #expect(machine.timePassed(now: late) == [.end(1, Status.stalled)])
        #expect(machine.sendsOfEndedStreams() == [SendID(rawValue: 0)])
        #expect(machine.isOpen(3) == true)
    }

    @Test func `A message that was given up leaves no trace`() {
        var machine = Self.opened(.serverStreaming)
        send(Limits.queuedBytesPerStream, on: 1, &machine)
        #expect(machine.messageOffered(on: 1, length: 1, now: 0) == .wait(SendID(rawValue: 0)))
        machine.sendCancelled(SendID(rawValue: 0))
        machine.bytesFlushed(Limits.queuedBytesPerStream, messages: [(1, Limits.queuedBytesPerStream)], now: 1)
        #expect(machine.nextSend() == nil)
        #expect(machine.sendsOfEndedStreams() == [])
    }

    @Test func `A message that is too long is refused, the stream goes on`() {
        var machine = Self.opened(.serverStreaming)
        let status = Status(.resourceExhausted, "the message is longer than 4194304 bytes")
        #expect(machine.messageOffered(on: 1, length: 4_194_305, now: 0) == .refuse(status))
        #expect(machine.messageOffered(on: 1, length: 4_194_304, now: 0) == .send)
    }

    // MARK: The peer reads nothing

    @Test func `A peer that takes nothing for too long is closed, one that takes a little is not`() {
        var machine = ServerStateMachine(shuttingDown: .stopping)
        machine.bytesQueued(100, now: 7)
        let late = 7 + Limits.connectionStallNanoseconds
        #expect(machine.nextWakeup == late)
        #expect(machine.timePassed(now: late - 1) == [])
        machine.bytesFlushed(1, messages: [], now: late - 1)
        #expect(machine.timePassed(now: late) == [])
        #expect(machine.timePassed(now: late - 1 + Limits.connectionStallNanoseconds) == [.close])
    }

    // MARK: Drain

    @Test func `A drain refuses new calls, ends streams, and is over when the last answer is sent`() {
        var machine = Self.opened(.unary, .serverStreaming)
        let status = Status(.unavailable, "the server is shutting down")
        #expect(machine.drainStarted(deadline: 50, now: 0) == [.end(3, status)])
        #expect(
            machine.requestReceived(on: 5, flags: [], asking: .call(.unary, timeoutNanoseconds: 0), now: 1)
                == .refuse(status))
        #expect(machine.isDrained == false)
        #expect(machine.unaryCallSucceeded(1, length: 3) == .send)
        machine.bytesQueued(13, now: 2)
        #expect(machine.isDrained == false)
        machine.bytesFlushed(13, messages: [], now: 3)
        #expect(machine.isDrained == true)
    }

    @Test func `A drain that runs out of time cancels, gives calls a moment to answer, and closes`() {
        var machine = Self.opened(.unary)
        #expect(machine.drainStarted(deadline: 50, now: 0) == [])
        #expect(machine.nextWakeup == 50)
        #expect(machine.timePassed(now: 50) == [.cancelCalls])
        #expect(machine.isOpen(1) == true)
        #expect(machine.timePassed(now: 49 + Limits.drainGraceNanoseconds) == [])
        #expect(machine.timePassed(now: 50 + Limits.drainGraceNanoseconds) == [.close])
    }

    @Test func `A second drain may only bring the deadline forward`() {
        var machine = Self.opened(.unary)
        _ = machine.drainStarted(deadline: 50, now: 0)
        _ = machine.drainStarted(deadline: 90, now: 0)
        _ = machine.drainStarted(deadline: 40, now: 0)
        #expect(machine.timePassed(now: 40) == [.cancelCalls])
    }

    @Test func `Nothing is answered once the connection is closed`() {
        var machine = Self.opened(.unary, .serverStreaming)
        machine.closed()
        #expect(machine.unaryCallSucceeded(1, length: 0) == .drop)
        #expect(machine.messageOffered(on: 3, length: 0, now: 0) == .refuse(Status.streamEnded))
        #expect(machine.streamSucceeded(3) == .drop)
        #expect(machine.dataReceived(on: 9, flags: [], length: 0) == .ignore)
        #expect(machine.frameDiscarded(FrameHeader(streamID: 1, type: .data), .oversized) == .ignore)
        #expect(machine.timePassed(now: .max) == [])
    }

    @Test func `A frame for which there is no room is refused, and uses up its id`() {
        var machine = ServerStateMachine(shuttingDown: .stopping)
        let status = Status(.resourceExhausted, "this user's connections hold too much already")
        #expect(machine.frameDiscarded(FrameHeader(streamID: 3, type: .request), .noRoom) == .refuse(status))
        guard case .refuse = machine.requestReceived(
            on: 3, flags: .remoteClosed, asking: .call(.unary, timeoutNanoseconds: 0), now: 0)
        else {
            Issue.record("the id was used up")
            return
        }
    }

    @Test func `A frame that has begun and does not go on closes the connection`() {
        var machine = ServerStateMachine(shuttingDown: .stopping)
        machine.bytesReceived(withinFrameAt: 5)
        let wakeup = machine.nextWakeup
        #expect(wakeup == 5 + Limits.frameStallNanoseconds)
        #expect(machine.timePassed(now: 4 + Limits.frameStallNanoseconds) == [])
        machine.bytesReceived(withinFrameAt: 10)
        #expect(machine.timePassed(now: 5 + Limits.frameStallNanoseconds) == [])
        #expect(machine.timePassed(now: 10 + Limits.frameStallNanoseconds) == [.close])
    }

    @Test func `Between frames a connection may be quiet for ever`() {
        var machine = ServerStateMachine(shuttingDown: .stopping)
        machine.bytesReceived(withinFrameAt: 5)
        machine.bytesReceived(withinFrameAt: nil)
        #expect(machine.timePassed(now: .max) == [])
    }

    @Test func `While nothing is read, a frame that has begun cannot go on, and is not blamed for it`() {
        var machine = ServerStateMachine(shuttingDown: .stopping)
        let stall = Limits.frameStallNanoseconds
        machine.bytesReceived(withinFrameAt: 0)
        machine.bytesQueued(Limits.queuedBytesBeforeReadingStops, now: stall - 1)
        let mayRead = machine.queue.mayRead
        #expect(!mayRead)
        #expect(machine.timePassed(now: stall) == [])
        #expect(machine.nextWakeup.map { $0 > stall } ?? true, "a time that is over would be waited for again and again")
        machine.bytesFlushed(Limits.queuedBytesBeforeReadingStops, messages: [], now: stall + 1)
        #expect(machine.timePassed(now: 2 * stall) == [])
        #expect(machine.timePassed(now: 2 * stall + 1) == [.close])
    }
}
