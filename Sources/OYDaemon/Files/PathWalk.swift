import Glibc

/// Follows a path from the root as the kernel does, link by link, and looks at everything that decides which file it
/// leads to: whoever can change one of the folders can put another file in the place of the one that was meant.
struct PathWalk: Equatable {
    /// A name in a folder on the way, the last one included: the file is another when this entry is.
    struct Entry: Hashable {
        var directory: String
        var name: String
    }

    /// In the order in which they were met, links followed.
    private(set) var entries: [Entry] = []
    /// The path without links, as far as it goes.
    private(set) var end = "/"
    /// Why it leads to no file; nil if it leads to one.
    private(set) var missing: String?
    /// Who could exchange something on the way; nil if it can be trusted.
    private(set) var untrusted: String?
    /// What is wrong with it; nil if nothing is.
    var problem: String? { missing ?? untrusted }

    /// Uids whose folders and links are trusted: root's, and this process's own.
    private let trusted: Set<UInt32>

    /// - Parameter path: absolute.
    init(following path: String, trusted: Set<UInt32> = [0, geteuid()]) {
        self.trusted = trusted
        guard Self.isAbsolute(path) else {
            missing = "is not an absolute path"
            return
        }
        var names = Self.names(in: path)
        var links = 0
        checkFolder()
        while let name = names.popLast() {
            if name == ".." {
                end = Directory.of(end)
                continue
            }
            entries.append(Entry(directory: end, name: name))
            let place = end == "/" ? "/\(name)" : "\(end)/\(name)"
            guard let status = FileStatus(of: place) else {
                missing = String(cString: strerror(errno))
                return
            }
            if status.kind == .link {
                links += 1
                guard links <= Limits.linksOnPath, let target = Self.target(of: place) else {
                    missing = "has too many symbolic links on its way"
                    return
                }
                checkOwner(status, of: place)
                if Self.isAbsolute(target) { end = "/" }
                names += Self.names(in: target)
            } else {
                end = place
                if status.kind == .folder { checkFolder(status) }
            }
        }
    }

    /// By bytes, as the kernel sees it: an accent behind a slash makes another character of it.
    static func isAbsolute(_ path: String) -> Bool {
        path.utf8.first == UInt8(ascii: "/")
    }

    /// The names of a path, the last one first.
    private static func names(in path: String) -> [String] {
        path.utf8.split(separator: UInt8(ascii: "/")).map { String(Substring($0)) }.filter { $0 != "." }.reversed()
    }

    private static func target(of link: String) -> String? {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Int(PATH_MAX)) { buffer in
            let count = buffer.withMemoryRebound(to: CChar.self) { readlink(link, $0.baseAddress!, $0.count) }
            guard count > 0 else { return nil }
            return String(validating: buffer[..<count], as: UTF8.self)
        }
    }

    // MARK: Trust

    private mutating func checkFolder() {
        if let status = FileStatus(of: end) { checkFolder(status) }
    }

    /// In a sticky folder, such as /tmp, nobody can replace what is somebody else's.
    private mutating func checkFolder(_ status: FileStatus) {
        checkOwner(status, of: end)
        guard status.isWritableByOthers, status.mode & 0o1000 == 0 else { return }
        complain("\(end) has mode \(status.modeText): others can exchange what is in it")
    }

    private mutating func checkOwner(_ status: FileStatus, of place: String) {
        guard !status.isOwned(byOneOf: trusted) else { return }
        complain("\(place) on its way belongs to uid \(status.uid), which is \(Self.noneOf(trusted))")
    }

    /// As in "neither root nor this process's".
    private static func noneOf(_ trusted: Set<UInt32>) -> String {
        let names = trusted.sorted().map { $0 == 0 ? "root" : $0 == geteuid() ? "this process's" : "uid \($0)" }
        return names.count == 1 ? "not \(names[0])" : "neither \(names.joined(separator: " nor "))"
    }

    /// The first complaint counts.
    private mutating func complain(_ words: String) {
        if untrusted == nil { untrusted = words }
    }
}
