import Glibc

/// A path taken apart as the kernel does it, by bytes: an accent behind a slash makes another character of it.
public struct PathParts: Equatable {
    /// `/` for what stands in the root, `.` where the path names no folder.
    public let folder: String
    /// Empty where the path ends in a slash.
    public let name: String

    public init(_ path: String) {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else {
            (folder, name) = (".", path)
            return
        }
        let parent = path[..<slash]
        (folder, name) = (parent.isEmpty ? "/" : String(parent), String(path[path.utf8.index(after: slash)...]))
    }

    public static func isAbsolute(_ path: String) -> Bool {
        path.utf8.first == UInt8(ascii: "/")
    }

    /// The path from the root, where `path` may begin at the working directory. Nil with `errno` where nobody can say where
    /// the process is.
    public static func absolute(_ path: String) -> String? {
        if isAbsolute(path) { return path }
        guard let here = getcwd(nil, 0) else { return nil }
        defer { free(here) }
        return "\(String(cString: here))/\(path)"
    }

    /// The names on a path, the last one first.
    static func names(in path: String) -> [String] {
        path.utf8.split(separator: UInt8(ascii: "/")).map { String(Substring($0)) }.filter { $0 != "." }.reversed()
    }
}
