import Glibc

/// Follows a path from the root as the kernel does, link by link, and looks at everything that decides which file it
/// leads to: whoever can change one of the folders can put another file in the place of the one that was meant.
public struct PathWalk: Equatable, Sendable {
    /// A name in a folder on the way, the last one included: the file is another when this entry is.
    public struct Entry: Hashable, Sendable {
        public var directory: String
        public var name: String

        public init(directory: String, name: String) {
            self.directory = directory
            self.name = name
        }
    }

    /// In the order in which they were met, links followed.
    public private(set) var entries: [Entry] = []
    /// The path without links, as far as it goes.
    public private(set) var end = "/"
    /// Why it leads to no file; nil if it leads to one.
    public private(set) var missing: String?
    /// Who could exchange something on the way; nil if it can be trusted.
    public private(set) var untrusted: String?
    /// What is wrong with it; nil if nothing is.
    public var problem: String? { missing ?? untrusted }

    /// Uids whose folders and links are trusted: root's, and this process's own.
    private let trusted: Set<UInt32>

    /// Root, and this process's user.
    public static var ownAndRoot: Set<UInt32> { [0, geteuid()] }

    /// - Parameter path: absolute.
    public init(following path: String, trusted: Set<UInt32> = PathWalk.ownAndRoot) {
        self.trusted = trusted
        guard PathParts.isAbsolute(path) else {
            missing = "is not an absolute path"
            return
        }
        var names = PathParts.names(in: path)
        var links = 0
        checkFolder()
        while let name = names.popLast() {
            if name == ".." {
                end = PathParts(end).folder
                continue
            }
            entries.append(Entry(directory: end, name: name))
            let place = end == "/" ? "/\(name)" : "\(end)/\(name)"
            guard let status = FileStatus(of: place) else {
                missing = SystemReason.last
                return
            }
            if status.kind == .link {
                links += 1
                guard links <= Limits.linksOnPath, let target = SymbolicLink.target(of: place) else {
                    missing = "has too many symbolic links on its way"
                    return
                }
                checkOwner(status, of: place)
                if PathParts.isAbsolute(target) { end = "/" }
                names += PathParts.names(in: target)
            } else {
                end = place
                if status.kind == .folder { checkFolder(status) }
            }
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
