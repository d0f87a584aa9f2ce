import Testing

@testable import Gateway

/// Which pages of a history are read, and in which order.
@Suite struct HistoryPagesTests {
    /// So many payments, a second apart.
    private func payments(_ range: Range<Int>, isDated: Bool = true) -> [BookedPayment] {
        range.map { BookedPayment(id: "\($0)", amountRupiah: 1, updatedAt: isDated ? second(Double($0)) : nil) }
    }

    /// The offsets and limits that are read of `history`, when OY! gives `most` of it at once.
    private func read(_ history: [BookedPayment], most: Int = 100) -> [[Int64]] {
        var pages = HistoryPages()
        var read: [[Int64]] = []
        var ids: Set<String> = []
        while let page = pages.next {
            let begin = min(Int(page.offset), history.count)
            let found = Array(history[begin..<min(begin + min(Int(page.limit), most), history.count)])
            ids.formUnion(found.map(\.id))
            read.append([page.offset, page.limit])
            let isWhole = pages.read(found, total: Int64(history.count))
            #expect(isWhole)
        }
        #expect(ids.count == history.count, "all were read")
        return read
    }

    @Test("One that has its newest payments at the end is read from there")
    func newestLast() {
        #expect(read(payments(0..<250)) == [[0, 100], [150, 100], [100, 50]])
        #expect(read(payments(0..<50), most: 20) == [[0, 100], [30, 20], [20, 10]])
    }

    @Test("One that has them at the beginning, or does not tell, is read as it comes")
    func newestFirst() {
        let expected: [[Int64]] = [[0, 100], [100, 100], [200, 100]]
        #expect(read(payments(0..<250).reversed()) == expected)
        #expect(read(payments(0..<250, isDated: false)) == expected)
        #expect(read(payments(0..<50).reversed(), most: 20) == [[0, 100], [20, 100], [40, 100]])
        #expect(read(payments(0..<100)) == [[0, 100]])
        #expect(read([]) == [[0, 100]])
    }

    /// What is known after each of these pages of three.
    private func isRestOlder(_ read: [BookedPayment]...) -> [Bool] {
        var pages = HistoryPages()
        return read.map { page in
            let isWhole = pages.read(page, total: 300)
            return isWhole && pages.isRestOlder
        }
    }

    @Test("Whether the rest is older is known with the first page of one that begins with the newest, and with the next of another")
    func restIsOlder() {
        #expect(isRestOlder(payments(200..<300).reversed()) == [true])
        #expect(isRestOlder(payments(0..<100), payments(200..<300)) == [false, true])
        #expect(isRestOlder(payments(0..<100, isDated: false)) == [false])
    }

    @Test("A page that lacks payments passes for no page")
    func shortPage() {
        var pages = HistoryPages()
        let isWhole = [pages.read(payments(0..<100), total: 300), pages.read(payments(200..<250), total: 300)]
        #expect(isWhole == [true, false])
    }
}
