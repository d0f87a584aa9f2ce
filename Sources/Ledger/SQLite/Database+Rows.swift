import GRDB

/// Questions that are asked by statements out of the connection's cache.
extension Database {
    /// What is read of each row that a question finds.
    ///
    /// - Parameters:
    ///   - sql: the question.
    ///   - bind: gives the statement its values.
    ///   - read: reads the present row; nil leaves it out.
    func rows<Value>(
        _ sql: String, bind: (PreparedStatement) -> Void = { _ in }, read: (PreparedStatement) throws -> Value?
    ) throws -> [Value] {
        var values: [Value] = []
        try eachRow(sql, bind: bind) { row in
            if let value = try read(row) { values.append(value) }
            return true
        }
        return values
    }

    /// What is read of the first row that a question finds; nil where it finds none.
    func firstRow<Value>(
        _ sql: String, bind: (PreparedStatement) -> Void = { _ in }, read: (PreparedStatement) throws -> Value?
    ) throws -> Value? {
        var value: Value?
        try eachRow(sql, bind: bind) { row in
            value = try read(row)
            return false
        }
        return value
    }

    /// Gives each row that a question finds to `body`, until it returns false.
    func eachRow(
        _ sql: String, bind: (PreparedStatement) -> Void, _ body: (PreparedStatement) throws -> Bool
    ) throws {
        let statement = PreparedStatement(try cachedStatement(sql: sql))
        defer { statement.reset() }
        bind(statement)
        while try statement.step(), try body(statement) {}
    }
}
