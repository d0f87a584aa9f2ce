/// Lines of cells for people, aligned by what a terminal shows. Cells are escaped here, so that whatever is put in is harmless.
struct TextTable {
    struct Column {
        /// Empty in every column for a table without a heading.
        var title = ""
        /// Numbers end below each other.
        var isNumber = false
        /// Longer texts are cut; nil for those that must be seen whole.
        var maximumColumns: Int?
    }

    private static let gap = "  "
    /// What the last column keeps on a terminal that is too narrow for it: room for "until 2026-11-26 09:12".
    private static let leastColumns = 22

    private let columns: [Column]
    private var rows: [[String]] = []

    init(_ columns: [Column]) {
        self.columns = columns
    }

    /// - Parameter cells: one for each column.
    mutating func add(_ cells: [String]) {
        precondition(cells.count == columns.count, "a row has a cell for each column")
        rows.append(zip(columns, cells).map { column, cell in
            let text = cell.escaped
            return column.maximumColumns.map { text.cut(toColumns: $0) } ?? text
        })
    }

    /// One for each row, the heading first.
    ///
    /// - Parameter width: columns of the terminal. The last cells, where they may be cut, are cut to what the others leave of them.
    func lines(fitting width: Int? = nil) -> [String] {
        let titles = columns.map(\.title)
        var all = (titles.allSatisfy(\.isEmpty) ? [] : [titles]) + rows
        let widths = columns.indices.map { index in all.map { $0[index].columns }.max() ?? 0 }
        if let width, columns.last?.maximumColumns != nil {
            let room = max(Self.leastColumns, width - widths.dropLast().reduce(0) { $0 + $1 + Self.gap.count })
            for row in all.indices { all[row][columns.count - 1] = all[row][columns.count - 1].cut(toColumns: room) }
        }
        return all.map { cells in
            let padded = columns.indices.map { index in
                let space = String(repeating: " ", count: max(0, widths[index] - cells[index].columns))
                return columns[index].isNumber ? space + cells[index] : cells[index] + space
            }
            return padded.joined(separator: Self.gap).trimmingEnd
        }
    }
}

extension String {
    /// Without the spaces at its end.
    fileprivate var trimmingEnd: String {
        var text = Substring(self)
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
