/// The part of a list that `offset` and `limit` ask for.
struct Page: Sendable, Equatable {
    var offset = 0
    var limit = 10

    init(offset: Int = 0, limit: Int = 10) {
        self.offset = offset
        self.limit = limit
    }

    /// From a query. "If empty will used default value"; nil where one is no number or negative.
    init?(_ query: [String: String]) {
        for (name, path) in [("offset", \Page.offset), ("limit", \Page.limit)] as [(String, WritableKeyPath<Page, Int>)] {
            guard let text = query[name], !text.isEmpty else { continue }
            guard let number = Int(text), number >= 0 else { return nil }
            self[keyPath: path] = number
        }
        limit = min(limit, Limits.pageItems)
    }

    func slice<Items: Collection>(_ items: Items) -> Items.SubSequence {
        items.dropFirst(offset).prefix(limit)
    }
}
