import Gateway
import NIOCore
import NIOPosix
import Testing

@testable import OYDaemon

/// Timers fire once on the calling thread's loop, and not when they were called off.
@Suite(.timeLimit(.minutes(1))) struct LoopTimersTests {
    private let clock = SystemTimekeeper()

    private func withLoop(_ body: (LoopTimers, any EventLoop) async throws -> Void) async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 2)
        try await body(LoopTimers(group: group), group.next())
        try await group.shutdownGracefully()
    }

    @Test func itFiresOnTheCallersLoopWhenItsTimeHasCome() async throws {
        try await withLoop { timers, loop in
            let time = clock.now.advanced(by: .milliseconds(20))
            let fired = loop.makePromise(of: (MonotonicInstant, isThere: Bool).self)
            try await loop.submit { [clock] in
                _ = timers.timer(at: time) { fired.succeed((clock.now, loop.inEventLoop)) }
            }.get()
            let (now, isThere) = try await fired.futureResult.get()
            #expect(now >= time)
            #expect(isThere)
        }
    }

    @Test func offTheLoopsItFiresTooAndATimeThatHasComeAlreadyDoes() async throws {
        try await withLoop { timers, loop in
            let fired = loop.makePromise(of: Void.self)
            let timer = timers.timer(at: MonotonicInstant(nanoseconds: -1)) { fired.succeed() }
            try await fired.futureResult.get()
            timer.cancel()
        }
    }

    /// Timers of a loop fire in the order of their times: once the later one has, the earlier one would have.
    @Test func whatWasCalledOffDoesNotFire() async throws {
        try await withLoop { timers, loop in
            let time = clock.now.advanced(by: .milliseconds(20))
            let later = loop.makePromise(of: Void.self)
            try await loop.submit {
                let timer = timers.timer(at: time) { Issue.record("it was called off") }
                _ = timers.timer(at: time.advanced(by: .milliseconds(1))) { later.succeed() }
                timer.cancel()
                timer.cancel()
            }.get()
            try await later.futureResult.get()
        }
    }
}
