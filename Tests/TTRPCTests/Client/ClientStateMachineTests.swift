import Testing

@testable import TTRPC

@Suite struct ClientStateMachineTests {
    private static func started(_ kinds: MethodKind..., timeout: Int64? = nil) -> ClientStateMachine {
        var machine = ClientStateMachine()
        for kind in kinds { _ = machine.callStarted(kind, length: 0, timeout: timeout, now: 0) }
        return machine
    }

    @Test func `Stream ids are odd and grow`() {
        var machine = ClientStateMachine()
        #expect(machine.callStarted(.unary, length: 0, timeout: nil, now: 0) == .send(1))
        #expect(machine.callStarted(.serverStreaming, length: 0, timeout: nil, now: 0) == .send(3))
        #expect(machine.callStarted(.unary, length: 4_194_304, timeout: nil, now: 0) == .send(5))
        let tooLong = Status(.resourceExhausted, "the request is longer than 4194304 bytes")
        #expect(machine.callStarted(.unary, length: 4_194_305, timeout: nil, now: 0) == .refuse(tooLong))
        #expect(machine.callStarted(.unary, length: 0, timeout: 0, now: 0) == .refuse(Status.deadlineExceeded))
        machine.closed()
        #expect(machine.callStarted(.unary, length: 0, timeout: nil, now: 0) == .refuse(Status.connectionLost))
    }

    @Test func `An answer ends its call, and another one is dropped`() {
        var machine = Self.started(.unary, .unary, .unary)
        #expect(machine.responseReceived(on: 3, status: nil) == .succeed)
        #expect(machine.responseReceived(on: 3, status: nil) == .ignore)
        let status = Status(.notFound, "")
        #expect(machine.responseReceived(on: 1, status: status) == .fail(status))
        #expect(machine.responseReceived(on: 77, status: nil) == .ignore)
        #expect(machine.oversizedFrameReceived(on: 5) == .fail(Status(.resourceExhausted, "the answer is longer than 4194304 bytes")))
    }

    @Test func `Data on a unary call is the server's fault`() {
        var machine = Self.started(.unary)
        let status = Status(.internal, "the server's answer can't be read")
        #expect(machine.dataReceived(on: 1, flags: [], length: 3, now: 0) == [.fail(status)])
        #expect(machine.responseReceived(on: 1, status: nil) == .ignore)
    }

    @Test func `Data with flags 0 is a message, an empty one too; flags 5 is the end; flags 1 is both`() {
        var machine = Self.started(.serverStreaming, .serverStreaming)
        #expect(machine.dataReceived(on: 1, flags: [], length: 0, now: 0) == [.deliver])
        #expect(machine.dataReceived(on: 1, flags: .noData, length: 0, now: 0) == [.ignore])
        #expect(machine.dataReceived(on: 1, flags: [.remoteClosed, .noData], length: 0, now: 0) == [.succeed])
        #expect(machine.dataReceived(on: 1, flags: [], length: 0, now: 0) == [.ignore])
        #expect(machine.dataReceived(on: 3, flags: .remoteClosed, length: 4, now: 0) == [.deliver, .succeed])
    }

    @Test func `A deadline ends its call only`() {
        var machine = ClientStateMachine()
        _ = machine.callStarted(.unary, length: 0, timeout: 10, now: 5)
        _ = machine.callStarted(.unary, length: 0, timeout: nil, now: 5)
        #expect(machine.nextWakeup == 15)
        #expect(machine.timePassed(now: 14).map(\.streamID) == [])
        #expect(machine.timePassed(now: 15).map(\.streamID) == [1])
        #expect(machine.responseReceived(on: 1, status: nil) == .ignore)
        #expect(machine.responseReceived(on: 3, status: nil) == .succeed)
    }

    @Test func `A full stream stops the reading until it is half empty, or has stalled for too long`() {
        var machine = Self.started(.serverStreaming, .unary)
        let half = Limits.clientStreamBytes / 2
        _ = machine.dataReceived(on: 1, flags: [], length: half, now: 3)
        #expect(machine.mayRead == true)
        _ = machine.dataReceived(on: 1, flags: [], length: half, now: 4)
        #expect(machine.mayRead == false)
        machine.messageTaken(on: 1, length: half)
        #expect(machine.mayRead == true)
        _ = machine.dataReceived(on: 1, flags: [], length: half, now: 5)
        #expect(machine.mayRead == false)
        #expect(machine.timePassed(now: 4 + Limits.clientStreamStallNanoseconds).map(\.streamID) == [])
        let ended = machine.timePassed(now: 5 + Limits.clientStreamStallNanoseconds)
        #expect(ended.map(\.streamID) == [1])
        #expect(ended.map(\.status) == [Status.stalled])
        #expect(machine.mayRead == true)
    }

    @Test func `Many small messages fill a stream as well`() {
        var machine = Self.started(.serverStreaming)
        for _ in 0..<Limits.clientStreamMessages { _ = machine.dataReceived(on: 1, flags: [], length: 0, now: 0) }
        #expect(machine.mayRead == false)
        #expect(machine.callCancelled(1) == true)
        #expect(machine.mayRead == true)
        #expect(machine.callCancelled(1) == false)
    }
}
