import Upstream

/// The secret part of the URL that OY! is given.
struct CallbackToken: Sendable, Equatable {
    private let secret: Secret

    /// Fewer characters could be tried through.
    static let fewestBytes = 16

    /// What is wrong with a token; never the token.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// - Throws: where the file is not to be trusted or what is in it can't stand in a URL as it is.
    init(file: String) throws {
        let secret = try CredentialFile.read(file)
        guard secret.count >= Self.fewestBytes else {
            throw Failure(description: "\(file): has fewer than \(Self.fewestBytes) characters")
        }
        guard secret.withUnsafeBytes({ $0.allSatisfy(Self.isPlain) }) else {
            throw Failure(description: "\(file): has characters other than letters, digits, - . _ ~")
        }
        self.secret = secret
    }

    /// Looks at every byte of the token, whatever the candidate is: the time tells nothing.
    func matches(_ candidate: some StringProtocol) -> Bool {
        Array(candidate.utf8.prefix(secret.count + 1)).withUnsafeBytes { secret.matches($0) }
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"):
            true
        default: false
        }
    }
}
