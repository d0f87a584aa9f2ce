import Testing

@testable import TTRPC

/// A count that an expectation may change.
private final class Workers {
    private(set) var count = WorkerCount()

    func wakeOne(for calls: Int) -> Bool { count.wakeOne(for: calls) }
    func makeOne(for calls: Int) -> Bool { count.makeOne(for: calls) }
    func came() { count.came() }
    func ended(calls: Int, isCancelled: Bool, mayWait: Bool = true) -> WorkerCount.Next {
        count.ended(calls: calls, isCancelled: isCancelled, mayWait: mayWait)
    }
}

/// Which tasks run a connection's calls.
@Suite struct WorkerCountTests {
    private let workers = Workers()

    @Test func `one is made for each call where none waits, and not twice for the same`() {
        #expect(!workers.wakeOne(for: 2))
        #expect(workers.count.needsOne(for: 2))
        #expect(workers.makeOne(for: 2))
        #expect(workers.makeOne(for: 2))
        #expect(!workers.makeOne(for: 2))
        #expect(!workers.count.needsOne(for: 2))
        #expect(workers.count.needsOne(for: 3))
    }

    @Test func `one that waits is woken in place of making one`() {
        #expect(workers.makeOne(for: 1))
        workers.came()
        #expect(workers.ended(calls: 0, isCancelled: false) == .wait)
        #expect(workers.wakeOne(for: 1))
        #expect(!workers.wakeOne(for: 1))
        #expect(!workers.makeOne(for: 1))
        workers.came()
        #expect(workers.count.coming == 0 && workers.count.waiting == 0)
    }

    @Test func `one that has ended a call takes another that nobody comes for`() {
        #expect(workers.makeOne(for: 1))
        workers.came()
        // Two more have come meanwhile, and for one of them somebody was made.
        #expect(workers.makeOne(for: 2))
        #expect(workers.ended(calls: 2, isCancelled: false) == .takeCall)
        #expect(!workers.count.needsOne(for: 2))
        #expect(workers.ended(calls: 2, isCancelled: false) == .wait)
    }

    @Test func `one that was cancelled ends, whatever there is to do`() {
        #expect(workers.ended(calls: 0, isCancelled: true) == .end)
        #expect(workers.ended(calls: 1, isCancelled: true) == .end)
        #expect(workers.count.needsOne(for: 1))
        #expect(workers.count.waiting == 0)
    }

    @Test func `no more wait than may`() {
        for _ in 0..<Limits.waitingWorkersPerConnection {
            #expect(workers.ended(calls: 0, isCancelled: false) == .wait)
        }
        #expect(workers.ended(calls: 0, isCancelled: false) == .end)
        #expect(workers.count.waiting == Limits.waitingWorkersPerConnection)
    }

    @Test func `nor where there is no room among those of all connections`() {
        #expect(workers.ended(calls: 0, isCancelled: false, mayWait: false) == .end)
        #expect(workers.count.waiting == 0)
        #expect(workers.makeOne(for: 1))
        #expect(workers.ended(calls: 2, isCancelled: false, mayWait: false) == .takeCall, "it need not wait")
    }
}
