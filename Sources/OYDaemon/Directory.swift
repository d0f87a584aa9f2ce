import Glibc

/// The folder in which a file of the daemon's is to be made.
enum Directory {
    /// The folder of an absolute path.
    static func of(_ path: String) -> String {
        let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
        return folder.isEmpty ? "/" : folder
    }

    /// Why this process can make no file there; nil where it can.
    static func whyNothingCanBeMade(in directory: String) -> String? {
        access(directory, W_OK | X_OK) == 0 ? nil : String(cString: strerror(errno))
    }
}
