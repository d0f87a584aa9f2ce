import Dispatch
import Glibc
import Synchronization
import Testing

@testable import Ledger

@Suite struct ReaderThreadsTests {
    /// What was asked for before the end is done, in its order; whoever asks later hears that it is not.
    @Test func whatWasTakenIsDone() async throws {
        let readers = try ReaderThreads(1)
        let gate = DispatchSemaphore(value: 0)
        let done = Mutex<[Int]>([])
        var isTaken = readers.run { gate.wait() }
        #expect(isTaken)
        await withCheckedContinuation { (last: CheckedContinuation<Void, Never>) in
            for number in 1...10 {
                isTaken = readers.run {
                    done.withLock { $0.append(number) }
                    if number == 10 { last.resume() }
                }
                #expect(isTaken)
            }
            readers.close()
            isTaken = readers.run { Issue.record("done after the end") }
            #expect(!isTaken)
            gate.signal()
        }
        #expect(done.withLock { $0 } == Array(1...10))
    }

    /// However many read at once, the threads are as many as was said.
    @Test func theThreadsAreBounded() async throws {
        let readers = try ReaderThreads(3)
        let seen = Mutex<[UInt]>([])
        await withCheckedContinuation { (last: CheckedContinuation<Void, Never>) in
            for _ in 0..<200 {
                let isTaken = readers.run {
                    let count = seen.withLock { threads in
                        threads.append(UInt(pthread_self()))
                        return threads.count
                    }
                    if count == 200 { last.resume() }
                }
                #expect(isTaken)
            }
        }
        #expect((1...3).contains(Set(seen.withLock { $0 }).count))
        readers.close()
    }
}
