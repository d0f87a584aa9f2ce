import Contract

/// A part of one of OY!'s lists.
struct BookPage: Equatable {
    /// Entries before it.
    var offset: Int64
    /// Entries in it, at most.
    var limit: Int64

    /// Asks for it.
    ///
    /// - Throws: where it is further on than a question can say. How long a list is, only OY! says, and it may say anything.
    func put(into request: inout Message) throws(BookGap) {
        guard Int32(exactly: offset) != nil, Int32(exactly: limit) != nil else {
            throw .notSaid("OY! says that there are more than can be asked for")
        }
        request.set("offset", to: offset)
        request.set("limit", to: limit)
    }
}
