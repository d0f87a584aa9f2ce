/// What a caller adds to a call. Never an identity: anyone can write anything here (docs/wire.md, "Who is calling").
///
/// Keys compare in lower case and may come more than once. Only ASCII letters have another case here: what Unicode makes of the others takes
/// time that anybody could have us spend.
public struct Metadata: Equatable, Sendable {
    /// Key, in lower case, and value, in the order of the wire.
    public private(set) var entries: [(key: String, value: String)] = []

    public init() {}

    /// The first value under `key`, in whatever case it is written.
    public subscript(key: String) -> String? {
        let key = key.asciiLowercased
        return entries.first { $0.key == key }?.value
    }

    /// Adds a value, after those that the key already has.
    public mutating func append(_ value: String, forKey key: String) {
        entries.append((key.asciiLowercased, value))
    }

    public static func == (left: Self, right: Self) -> Bool {
        left.entries.elementsEqual(right.entries, by: ==)
    }
}

extension Metadata: ExpressibleByDictionaryLiteral {
    public init(dictionaryLiteral elements: (String, String)...) {
        for (key, value) in elements { append(value, forKey: key) }
    }
}

extension String {
    fileprivate var asciiLowercased: String {
        let capitals = UInt8(ascii: "A")...UInt8(ascii: "Z")
        guard utf8.contains(where: capitals.contains) else { return self }
        return String(decoding: utf8.map { capitals.contains($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
    }
}
