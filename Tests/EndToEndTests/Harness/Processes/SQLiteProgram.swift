import Foundation
import Testing

/// Debian's `sqlite3`, with which operators copy a ledger. Where it is not installed, tests that need it say that they were skipped.
enum SQLiteProgram {
    static let path = "/usr/bin/sqlite3"

    static let isNeeded: ConditionTrait = .enabled(if: FileManager.default.isExecutableFile(atPath: path), "sqlite3 is not installed")
}
