import Gateway
import Testing

@testable import Upstream

@Suite struct ConnectionPoolStateMachineTests {
    private func pool(connections: Int = 2, idle: Int = 2, waiters: Int = 10) -> ConnectionPoolStateMachine {
        ConnectionPoolStateMachine(
            bounds: .init(maxConnections: connections, maxIdle: idle, idleTimeout: .seconds(10), maxWaiters: waiters))
    }

    private func at(_ seconds: Int64) -> MonotonicInstant { MonotonicInstant(nanoseconds: seconds * 1_000_000_000) }

    @Test func theFirstWaiterOpensAConnectionAndGetsIt() {
        var pool = pool()
        #expect(pool.waiterArrived(7) == .wait)
        #expect(pool.connectionToOpen() == 0)
        #expect(pool.connectionToOpen() == nil)
        #expect(pool.nextMatch() == nil)
        #expect(pool.connectionOpened(0, now: at(0)) == true)
        #expect(pool.nextMatch() == .init(waiter: 7, connection: 0))
        #expect(pool.nextMatch() == nil)
    }

    @Test func connectionsAreBounded() {
        var pool = pool()
        for waiter in 0..<5 { #expect(pool.waiterArrived(waiter) == .wait) }
        #expect(pool.connectionToOpen() == 0)
        #expect(pool.connectionToOpen() == 1)
        #expect(pool.connectionToOpen() == nil)
    }

    @Test func waitersAreBounded() {
        var pool = pool(waiters: 1)
        #expect(pool.waiterArrived(0) == .wait)
        #expect(pool.waiterArrived(1) == .refuse(AttemptFailure(.noConnectionFree, detail: "1 attempts are waiting already")))
    }

    @Test func waitersAreServedInTheirOrderAndNotOvertaken() {
        var pool = pool(connections: 1)
        for waiter in 0..<3 { _ = pool.waiterArrived(waiter) }
        _ = pool.connectionToOpen()
        _ = pool.connectionOpened(0, now: at(0))
        #expect(pool.waiterArrived(3) == .wait)
        for waiter in 0..<4 {
            #expect(pool.nextMatch() == .init(waiter: waiter, connection: 0))
            #expect(pool.connectionReleased(0, now: at(0)) == true)
        }
        #expect(pool.waiterArrived(4) == .use(0))
    }

    @Test func theMostRecentlyUsedIsUsedNext() {
        var pool = open(3, in: pool(connections: 3, idle: 3))
        #expect(pool.waiterArrived(10) == .use(2))
        #expect(pool.waiterArrived(11) == .use(1))
        #expect(pool.connectionReleased(2, now: at(1)) == true)
        #expect(pool.waiterArrived(12) == .use(2))
    }

    @Test func unusedOnesGrowOldAndAreClosed() {
        var pool = open(2, in: pool())
        #expect(pool.nextExpiry == at(10))
        #expect(pool.waiterArrived(10) == .use(1))
        #expect(pool.connectionReleased(1, now: at(5)) == true)
        #expect(pool.takeExpired(now: at(9)) == [])
        #expect(pool.takeExpired(now: at(10)) == [0])
        #expect(pool.nextExpiry == at(15))
        #expect(pool.connectionCount == 1)
    }

    @Test func noMoreAreKeptThanAllowedUnlessSomeoneWaits() {
        var pool = open(2, in: pool(idle: 1))
        #expect(pool.connectionCount == 1)
        pool = self.pool(connections: 1, idle: 0)
        _ = pool.waiterArrived(0)
        _ = pool.waiterArrived(1)
        _ = pool.connectionToOpen()
        #expect(pool.connectionOpened(0, now: at(0)) == true)
        #expect(pool.nextMatch() == .init(waiter: 0, connection: 0))
        #expect(pool.connectionReleased(0, now: at(0)) == true)
        #expect(pool.nextMatch() == .init(waiter: 1, connection: 0))
        #expect(pool.connectionReleased(0, now: at(0)) == false)
        #expect(pool.connectionCount == 0)
    }

    @Test func aFailedConnectionFailsTheOneThatWaitedLongest() {
        var pool = pool(connections: 1)
        _ = pool.waiterArrived(0)
        _ = pool.waiterArrived(1)
        _ = pool.connectionToOpen()
        #expect(pool.connectionFailed(0) == 0)
        #expect(pool.connectionFailed(0) == nil)
        #expect(pool.connectionToOpen() == 1)
        #expect(pool.connectionFailed(1) == 1)
        #expect(pool.connectionToOpen() == nil)
    }

    @Test func aDeadMatchIsReplacedAndTheWaiterKeepsItsPlace() {
        var pool = pool(connections: 1)
        _ = pool.waiterArrived(0)
        _ = pool.waiterArrived(1)
        _ = pool.connectionToOpen()
        _ = pool.connectionOpened(0, now: at(0))
        let match = pool.nextMatch()
        #expect(match == .init(waiter: 0, connection: 0))
        if let match { pool.matchFailed(match) }
        #expect(pool.connectionToOpen() == 1)
        _ = pool.connectionOpened(1, now: at(0))
        #expect(pool.nextMatch() == .init(waiter: 0, connection: 1))
    }

    @Test func aClosedIdleConnectionIsNotUsed() {
        var pool = open(1, in: pool())
        pool.connectionClosed(0)
        pool.connectionClosed(0)
        #expect(pool.waiterArrived(10) == .wait)
        #expect(pool.connectionToOpen() == 1)
    }

    @Test func aWaiterWhoseTimeIsUpIsToldWhatItWaitedFor() {
        var pool = pool(connections: 1)
        _ = pool.waiterArrived(0)
        _ = pool.waiterArrived(1)
        _ = pool.connectionToOpen()
        #expect(pool.waiterExpired(1)?.reason == .connectTimedOut)
        #expect(pool.waiterExpired(1) == nil)
        _ = pool.connectionOpened(0, now: at(0))
        _ = pool.nextMatch()
        #expect(pool.waiterExpired(0) == nil)
        _ = pool.waiterArrived(2)
        #expect(pool.waiterExpired(2) == AttemptFailure(.noConnectionFree, detail: "all 1 connections were busy"))
    }

    @Test func shuttingDownEndsWhenTheLastBusyOneIsReleased() {
        var pool = open(2, in: pool())
        #expect(pool.waiterArrived(10) == .use(1))
        #expect(pool.waiterArrived(11) == .use(0))
        _ = pool.waiterArrived(12)
        #expect(pool.connectionReleased(0, now: at(0)) == true)
        let (refused, closed) = pool.shutDown()
        #expect(refused == [12])
        #expect(closed == [0])
        #expect(!pool.isShutDown)
        #expect(pool.waiterArrived(13) == .refuse(AttemptFailure(.shuttingDown)))
        #expect(pool.connectionToOpen() == nil)
        #expect(pool.connectionReleased(1, now: at(0)) == false)
        #expect(pool.isShutDown)
    }

    @Test func aConnectionThatOpensAfterShuttingDownIsNotWanted() {
        var pool = pool()
        _ = pool.waiterArrived(0)
        _ = pool.connectionToOpen()
        #expect(pool.shutDown() == ([0], [0]))
        #expect(pool.connectionOpened(0, now: at(0)) == false)
        #expect(pool.isShutDown)
    }

    /// Opens `count` connections and leaves them idle since 0 s, as far as they are wanted.
    private func open(_ count: Int, in pool: consuming ConnectionPoolStateMachine) -> ConnectionPoolStateMachine {
        for waiter in 0..<count { _ = pool.waiterArrived(waiter) }
        while let id = pool.connectionToOpen() { _ = pool.connectionOpened(id, now: at(0)) }
        while let match = pool.nextMatch() { _ = match }
        for id in 0..<count { _ = pool.connectionReleased(id, now: at(0)) }
        return pool
    }
}
