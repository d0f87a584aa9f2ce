@testable import Gateway
import Testing

@Suite struct ChanceTests {
    @Test func `numbers are from 0 up to 1, and fill what is between`() {
        let chance = Chance(seed: 1)
        var tenths = [Int](repeating: 0, count: 10)
        for _ in 0..<10_000 {
            let number = chance.next()
            #expect((0..<1).contains(number))
            tenths[Int(number * 10)] += 1
        }
        #expect(tenths.allSatisfy { (800...1_200).contains($0) }, "\(tenths)")
    }

    @Test func `a seed gives its own numbers, again and again`() {
        let (one, again, other) = (Chance(seed: 7), Chance(seed: 7), Chance(seed: 8))
        let numbers = (0..<5).map { _ in one.next() }
        #expect(numbers == (0..<5).map { _ in again.next() })
        #expect(numbers != (0..<5).map { _ in other.next() })
    }
}
