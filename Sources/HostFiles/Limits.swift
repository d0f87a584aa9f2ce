/// The bounds of what is looked at.
enum Limits {
    /// Symbolic links on the way to a file, as many as the kernel follows.
    static let linksOnPath = 40
    /// The longest access control list that a file can have here; the kernel's own bound is 64 KiB.
    static let accessListBytes = 65_536
}
