import Glibc
import HostFiles
import Upstream

/// Reads one secret from its file (docs/threat-model.md).
enum CredentialFile {
    /// What is wrong with a file; never what is in it.
    struct Failure: Error, CustomStringConvertible {
        let path: String
        let problem: String

        var description: String { "\(path): \(problem)" }
    }

    /// Reads the file straight into memory that is wiped when dropped. Trailing line ends are not part of the secret.
    ///
    /// The file is checked through the descriptor that is read, so that it cannot be exchanged between the two: it must
    /// be a plain file that nobody but its owner and this process can read or change, and the owner must be this process
    /// or root. Nobody else may be able to exchange a folder or a link on the way to it either.
    static func read(_ path: String) throws(Failure) -> Secret {
        let way = PathWalk(following: path)
        if let problem = way.problem { throw Failure(path: path, problem: problem) }
        let descriptor = open(way.end, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK | O_NOFOLLOW)
        guard descriptor >= 0 else { throw Failure(path: path, problem: SystemReason.last) }
        defer { close(descriptor) }
        try check(descriptor, path)

        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: Limits.credentialFileBytes + 1, alignment: 1)
        defer {
            explicit_bzero(buffer.baseAddress!, buffer.count)
            buffer.deallocate()
        }
        var count = 0
        while count < buffer.count {
            let got = Glibc.read(descriptor, buffer.baseAddress! + count, buffer.count - count)
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else { throw Failure(path: path, problem: SystemReason.last) }
            if got == 0 { break }
            count += got
        }
        guard count <= Limits.credentialFileBytes else { throw Failure(path: path, problem: "is larger than \(Limits.credentialFileBytes) bytes") }
        while count > 0, buffer[count - 1] == UInt8(ascii: "\n") || buffer[count - 1] == UInt8(ascii: "\r") {
            count -= 1
        }
        guard count > 0 else { throw Failure(path: path, problem: "is empty") }
        return Secret(copying: UnsafeMutableRawBufferPointer(rebasing: buffer[..<count]))
    }

    private static func check(_ descriptor: CInt, _ path: String) throws(Failure) {
        guard let status = FileStatus(ofDescriptor: descriptor) else {
            throw Failure(path: path, problem: SystemReason.last)
        }
        guard status.kind == .plain else { throw Failure(path: path, problem: "is not a plain file") }
        guard status.isOwned() else {
            throw Failure(path: path, problem: "belongs to uid \(status.uid), which is neither root nor this process's")
        }
        let list: AccessList?
        do {
            list = try AccessList.of(descriptor)
        } catch {
            throw Failure(path: path, problem: "has an access control list that can't be read")
        }
        if let list {
            guard !list.admitsOthers(than: [0, geteuid()]) else {
                throw Failure(path: path, problem: "has an access control list that lets others in; setfacl -b it")
            }
        } else if status.mode & 0o077 != 0 {
            throw Failure(path: path, problem: "has mode \(status.modeText): group or others can reach it; chmod 600 it")
        }
    }
}
