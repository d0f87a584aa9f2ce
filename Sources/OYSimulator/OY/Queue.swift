/// First in, first out, at constant cost.
struct Queue<Element: Sendable>: Sendable {
    private var elements: [Element] = []
    private var head = 0

    var isEmpty: Bool { head == elements.count }
    var count: Int { elements.count - head }
    var first: Element? { isEmpty ? nil : elements[head] }

    /// The elements in order, oldest first.
    var contents: ArraySlice<Element> { elements[head...] }

    mutating func append(_ element: Element) { elements.append(element) }

    @discardableResult
    mutating func popFirst() -> Element? {
        guard !isEmpty else { return nil }
        defer {
            head += 1
            // What was popped is given back once it is half of the storage.
            if head > 64, head * 2 > elements.count {
                elements.removeFirst(head)
                head = 0
            }
        }
        return elements[head]
    }

    /// Changes the element at `index` of `contents`, counted from the oldest.
    mutating func update(at index: Int, _ change: (inout Element) -> Void) {
        change(&elements[head + index])
    }
}
