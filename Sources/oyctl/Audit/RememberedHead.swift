import Foundation
import Ledger

/// The chain's head, kept in a file from one verification to the next: what was cut off at the end since, or a ledger that was exchanged for an
/// older copy of itself, shows by no longer passing through it.
struct RememberedHead {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    private let path: String
    /// The head that was kept last; nil the first time.
    let head: ChainHead?

    /// - Throws: `Failure` where there is a file, but none that can be read, or that has a head in it.
    init(_ path: String) throws {
        self.path = path
        guard FileManager.default.fileExists(atPath: path) else {
            head = nil
            return
        }
        guard let data = FileManager.default.contents(atPath: path) else { throw Failure(description: "\(path) can't be read") }
        let text = String(decoding: data.prefix(200), as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        guard let head = ChainHead(text) else { throw Failure(description: "\(path) has no head in it, NUMBER:HASH, as verify writes it") }
        self.head = head
    }

    /// Puts another head in its place.
    ///
    /// - Throws: `Failure` where the file can't be written; the old one stays then.
    func keep(_ head: ChainHead) throws {
        do {
            try Data("\(head)\n".utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw Failure(description: "the head could not be kept in \(path): \(error.localizedDescription)")
        }
    }
}
