/// What may stand in the request line between verb and version.
enum RequestTarget {
    /// Visible ASCII but for the few bytes that no path or query holds unencoded.
    static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x21...0x7E: !"\"#<>\\^`{|}".utf8.contains(byte)
        default: false
        }
    }
}
