import Testing

@testable import TTRPC

@Suite struct SendQueueTests {
    private static let open: [UInt32: Bool] = [1: true, 3: true]

    private static func full(_ streamID: UInt32 = 1) -> SendQueue {
        var queue = SendQueue()
        queue.queued(Limits.queuedBytesPerStream, message: streamID, now: 0)
        return queue
    }

    @Test func `A message goes at once while there is room, and behind those of its stream that wait`() {
        var queue = Self.full()
        #expect(queue.offered(on: 3, now: 0) == nil)
        #expect(queue.offered(on: 1, now: 0) == SendID(rawValue: 0))
        queue.flushed(1, messages: [(1, 1)], now: 1)
        #expect(queue.offered(on: 1, now: 1) == SendID(rawValue: 1))
        #expect(queue.next(among: Self.open) == SendID(rawValue: 0))
        #expect(queue.next(among: Self.open) == SendID(rawValue: 1))
        #expect(queue.next(among: Self.open) == nil)
    }

    @Test func `So much in all holds every stream's messages back, and no answers`() {
        var queue = SendQueue()
        queue.queued(Limits.queuedBytesBeforeStreamsWait, message: nil, now: 0)
        #expect(queue.offered(on: 1, now: 0) != nil)
        #expect(queue.mayRead == true)
        queue.queued(Limits.queuedBytesPerConnection, message: nil, now: 0)
        #expect(queue.mayRead == false)
        #expect(queue.isOverfull == true)
    }

    @Test func `A message of a stream that has ended does not go, and is taken out`() {
        var queue = Self.full()
        _ = queue.offered(on: 1, now: 0)
        queue.flushed(Limits.queuedBytesPerStream, messages: [(1, Limits.queuedBytesPerStream)], now: 1)
        #expect(queue.next(among: [3: true]) == nil)
        #expect(queue.takeEnded(besides: [3: true]) == [SendID(rawValue: 0)])
        #expect(queue.isWaitedFor == false)
        #expect(queue.next(among: Self.open) == nil)
    }

    @Test func `A message that was given up waits no more`() {
        var queue = Self.full()
        _ = queue.offered(on: 1, now: 0)
        queue.cancelled(SendID(rawValue: 0))
        queue.cancelled(SendID(rawValue: 0))
        #expect(queue.isWaitedFor == false)
        #expect(queue.stalledStreams(now: .max) == [])
    }

    @Test func `A stream stalls by its oldest message, a connection by what it last took`() {
        var queue = Self.full()
        _ = queue.offered(on: 1, now: 5)
        #expect(queue.nextStall == 5 + Limits.streamStallNanoseconds)
        #expect(queue.stalledStreams(now: 4 + Limits.streamStallNanoseconds) == [])
        #expect(queue.stalledStreams(now: 5 + Limits.streamStallNanoseconds) == [1])
        _ = queue.takeEnded(besides: [3: true])
        #expect(queue.nextStall == Limits.connectionStallNanoseconds)
        queue.flushed(1, messages: [], now: 9)
        #expect(queue.isStalled(now: 8 + Limits.connectionStallNanoseconds) == false)
        #expect(queue.isStalled(now: 9 + Limits.connectionStallNanoseconds) == true)
        queue.flushed(Limits.queuedBytesPerStream - 1, messages: [], now: 10)
        #expect(queue.nextStall == nil)
        #expect(queue.isStalled(now: .max) == false)
    }
}
