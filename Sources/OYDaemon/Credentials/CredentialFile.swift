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

    /// Reads the file straight into memory that is wiped when dropped (`Secret`). Trailing line ends are not part of the secret.
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

        let content = try content(of: descriptor, path)
        guard content.count <= Limits.credentialFileBytes else {
            throw Failure(path: path, problem: "is larger than \(Limits.credentialFileBytes) bytes")
        }
        let secret = content.pages.withUnsafeBytes { bytes in
            var count = content.count
            while count > 0, bytes[count - 1] == UInt8(ascii: "\n") || bytes[count - 1] == UInt8(ascii: "\r") {
                count -= 1
            }
            return Secret(copying: UnsafeRawBufferPointer(rebasing: bytes[..<count]))
        }
        guard secret.count > 0 else { throw Failure(path: path, problem: "is empty") }
        return secret
    }

    /// What is in the file, and how many bytes that is, one more than allowed at most. The pages are a secret's themselves, so
    /// that they are wiped.
    private static func content(of descriptor: CInt, _ path: String) throws(Failure) -> (pages: Secret, count: Int) {
        var count = 0
        var problem: String?
        let pages = Secret(count: Limits.credentialFileBytes + 1) { pages in
            while count < pages.count {
                let got = Glibc.read(descriptor, pages.baseAddress! + count, pages.count - count)
                if got < 0, errno == EINTR { continue }
                if got < 0 { problem = SystemReason.last }
                guard got > 0 else { return }
                count += got
            }
        }
        if let problem { throw Failure(path: path, problem: problem) }
        return (pages, count)
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
