import Glibc

/// The address of a Unix socket that has a path.
package struct UnixAddress {
    let path: String
    private let address: sockaddr_un

    /// The longest path, in bytes: the kernel's array, less the NUL at its end.
    package static let pathBytes = MemoryLayout.size(ofValue: sockaddr_un().sun_path) - 1

    /// - Throws: where the path is empty, longer than the kernel takes, or has a NUL in it.
    init(path: String) throws(UnixListener.Failure) {
        let bytes = Array(path.utf8)
        guard !bytes.isEmpty, !bytes.contains(0) else {
            throw UnixListener.Failure(description: "a socket's path is empty or has a NUL in it")
        }
        guard bytes.count <= Self.pathBytes else {
            throw UnixListener.Failure(
                description: "\(path): a socket's path has at most \(Self.pathBytes) bytes, this one \(bytes.count)")
        }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        self.path = path
        self.address = address
    }

    /// `bind(2)`: 0, or -1 with `errno`.
    func bind(_ descriptor: CInt) -> CInt {
        withSockaddr { Glibc.bind(descriptor, $0, $1) }
    }

    /// `connect(2)`: 0, or -1 with `errno`.
    func connect(_ descriptor: CInt) -> CInt {
        withSockaddr { Glibc.connect(descriptor, $0, $1) }
    }

    private func withSockaddr(_ body: (UnsafePointer<sockaddr>, socklen_t) -> CInt) -> CInt {
        withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }
}
