import Dispatch
import Glibc
import Synchronization
import Testing

@testable import Ledger

@Suite struct ReaderThreadsTests {
    /// What was asked for before the end is done, in its order; whoever asks later hears that it is not.
    @Test(arguments: [ReadLength.short, .long]) func whatWasTakenIsDone(length: ReadLength) async throws {
        let readers = try ReaderThreads(2)
        let gates = [Gate(), Gate()]
        for (gate, length) in zip(gates, [length, .short]) {
            #expect(readers.run(length) { gate.pass() })
            await gate.isReached()
        }
        let done = Mutex<[Int]>([])
        await withCheckedContinuation { (last: CheckedContinuation<Void, Never>) in
            for number in 1...10 {
                let isTaken = readers.run(length) {
                    done.withLock { $0.append(number) }
                    if number == 10 { last.resume() }
                }
                #expect(isTaken)
            }
            readers.close()
            let isTaken = readers.run(length) { Issue.record("done after the end") }
            #expect(!isTaken)
            gates[0].open()
        }
        gates[1].open()
        #expect(done.withLock { $0 } == Array(1...10))
    }

    /// However many read at once, the threads are as many as was said.
    @Test func theThreadsAreBounded() async throws {
        let readers = try ReaderThreads(3)
        let seen = Mutex<[UInt]>([])
        await withCheckedContinuation { (last: CheckedContinuation<Void, Never>) in
            for number in 0..<200 {
                let isTaken = readers.run(number % 2 == 0 ? .short : .long) {
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

    /// Payments need short reads, and callers' lists may be as many and as long as they like.
    @Test func aShortReadWaitsForNoLongOne() async throws {
        let readers = try ReaderThreads(2)
        let gate = Gate()
        #expect(readers.run(.long) { gate.pass() })
        await gate.isReached()
        let done = Mutex(0)
        for _ in 0..<100 {
            #expect(readers.run(.long) { done.withLock { $0 += 1 } })
        }
        await withCheckedContinuation { (last: CheckedContinuation<Void, Never>) in
            #expect(readers.run(.short) { last.resume() })
        }
        #expect(done.withLock { $0 } == 0, "long ones take one thread of two at most")
        gate.open()
        readers.close()
    }

    /// A flood of short reads holds up the lists no more than those hold up the short ones.
    @Test func aLongReadWaitsForNoShortOneThatCameLater() async throws {
        let readers = try ReaderThreads(2)
        let gates = [Gate(), Gate()]
        for gate in gates {
            #expect(readers.run(.short) { gate.pass() })
            await gate.isReached()
        }
        let done = Mutex<[ReadLength]>([])
        await withCheckedContinuation { (last: CheckedContinuation<Void, Never>) in
            for length in [ReadLength.short, .short, .long] {
                let isTaken = readers.run(length) {
                    let count = done.withLock { done in
                        done.append(length)
                        return done.count
                    }
                    if count == 3 { last.resume() }
                }
                #expect(isTaken)
            }
            gates[0].open()
        }
        #expect(done.withLock { $0 } == [.long, .short, .short])
        gates[1].open()
        readers.close()
    }
}
