import Testing

@testable import OYDaemon

/// Who has to go when the last place of a listener is taken.
@Suite struct ConnectionEvictionTests {
    private final class Connection {
        var id: ObjectIdentifier { ObjectIdentifier(self) }
    }

    private let connections = (0..<6).map { _ in Connection() }
    private func id(_ number: Int) -> ObjectIdentifier { connections[number].id }
    private var eviction = ConnectionEviction(places: 3)

    /// Those that had to go, as connections with these numbers came in.
    private mutating func enter(_ numbers: Range<Int>) -> [Int] {
        numbers.compactMap { eviction.entered(id($0)) }.compactMap { left in connections.firstIndex { $0.id == left } }
    }

    @Test mutating func `whoever takes the last place has the oldest stranger go`() {
        #expect(enter(0..<2) == [])
        #expect(enter(2..<5) == [0, 1, 2])
    }

    @Test mutating func `who has been heard goes after the others`() {
        #expect(enter(0..<2) == [])
        eviction.heard(id(0))
        #expect(enter(2..<4) == [1, 0])
    }

    @Test mutating func `who was recognized stays`() {
        #expect(enter(0..<1) == [])
        eviction.recognized(id(0))
        #expect(enter(1..<4) == [1, 2])
    }

    @Test mutating func `where all others were recognized nobody goes`() {
        #expect(enter(0..<2) == [])
        eviction.recognized(id(0))
        eviction.recognized(id(1))
        #expect(enter(2..<3) == [])
        eviction.recognized(id(2))
        // Accepted before the listener heard that there is no place.
        #expect(enter(3..<4) == [])
    }

    @Test mutating func `places of those who left are free`() {
        #expect(enter(0..<2) == [])
        eviction.recognized(id(1))
        eviction.left(id(0))
        eviction.left(id(1))
        #expect(enter(2..<4) == [])
        #expect(enter(4..<5) == [2])
    }

    @Test mutating func `who had to go and then shows the token, or leaves, changes nothing`() {
        #expect(enter(0..<3) == [0])
        eviction.recognized(id(0))
        eviction.left(id(0))
        #expect(enter(3..<4) == [1])
    }
}
