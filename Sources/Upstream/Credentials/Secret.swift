import Glibc

/// Bytes that must not be seen: the API key and its like.
///
/// They live in pages of their own, kept out of swap and core files as far as the system allows, and are overwritten
/// when the last holder lets go. The type can't be printed, reflected or encoded by accident, and compares in a time that
/// tells nothing but the length (docs/threat-model.md). Whoever needs the bytes asks for them in so many words.
public final class Secret: Sendable {
    /// Written once, in `init`, before anyone else can hold this object, and only read after that: so it is safe to share.
    private nonisolated(unsafe) let pages: UnsafeMutableRawBufferPointer
    /// Gives the pages back to the system, overwritten before.
    private let release: @Sendable (UnsafeMutableRawBufferPointer) -> Void
    /// How many bytes the secret has.
    public let count: Int
    /// Whether the system keeps its pages out of swap: an unprivileged process may lock little or nothing.
    public let isMemoryLocked: Bool

    /// Takes a copy of `bytes`. The caller's own copy stays the caller's to wipe.
    public convenience init(copying bytes: some Collection<UInt8>) {
        self.init(count: bytes.count) { $0.copyBytes(from: bytes) }
    }

    /// Lets `fill` write `count` bytes straight into the secret's own pages, so that no other copy need exist.
    public convenience init(count: Int, filledBy fill: (UnsafeMutableRawBufferPointer) throws -> Void) rethrows {
        try self.init(count: count, filledBy: fill) { _ = munmap($0.baseAddress, $0.count) }
    }

    /// - Parameter release: unmaps the pages; a test looks at them first.
    init(
        count: Int, filledBy fill: (UnsafeMutableRawBufferPointer) throws -> Void,
        releasedBy release: @escaping @Sendable (UnsafeMutableRawBufferPointer) -> Void
    ) rethrows {
        precondition(count >= 0, "a secret of negative length")
        let pageSize = Int(sysconf(Int32(_SC_PAGESIZE)))
        let length = (max(count, 1) + pageSize - 1) / pageSize * pageSize
        guard let start = mmap(nil, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), start != MAP_FAILED
        else { fatalError("no memory for a secret") }
        self.pages = UnsafeMutableRawBufferPointer(start: start, count: length)
        self.count = count
        self.release = release
        // Best effort: the gateway works without, and says so.
        isMemoryLocked = mlock(start, length) == 0
        _ = madvise(start, length, Int32(MADV_DONTDUMP))
        // Should it throw, `deinit` follows: all members have their values.
        try fill(UnsafeMutableRawBufferPointer(rebasing: pages[..<count]))
    }

    deinit {
        guard let start = pages.baseAddress else { return }
        explicit_bzero(start, pages.count)
        release(pages)
    }

    /// Lends the bytes for the time of the call; they must not be kept past it.
    public func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        try withExtendedLifetime(self) {
            try body(UnsafeRawBufferPointer(rebasing: pages[..<count]))
        }
    }

    /// Whether these bytes are the secret. Looks at every byte of the secret, whatever they are: the time tells nothing of it.
    public func matches(_ bytes: UnsafeRawBufferPointer) -> Bool {
        withUnsafeBytes { own in
            var difference: UInt8 = bytes.count == own.count ? 0 : 1
            for index in own.indices {
                difference |= own[index] ^ (index < bytes.count ? bytes[index] : 0)
            }
            return difference == 0
        }
    }
}

extension Secret: Equatable {
    /// Looks at every byte whatever the first difference is.
    public static func == (left: Secret, right: Secret) -> Bool {
        right.withUnsafeBytes { left.matches($0) }
    }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Always `<secret>`.
    public var description: String { "<secret>" }
    /// Always `<secret>`.
    public var debugDescription: String { "<secret>" }
    /// Without children: `dump` and its like see nothing.
    public var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}
