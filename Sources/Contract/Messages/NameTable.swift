/// Finds a message's field by the bytes of its name in the .proto file, or of a JSON member's: snake_case, lowerCamelCase or alias.
///
/// Open addressing over a power of two, at most half full, so a look-up is one hash and mostly one comparison.
struct NameTable: Sendable {
    private struct Entry {
        var start: Int
        var count: Int
        /// -1: free.
        var field: Int
        /// It is what the .proto file calls the field.
        var isOwn = false
        /// It is the further name under which OY! may send it.
        var isAlias = false
    }

    private let bytes: [UInt8]
    private let entries: [Entry]
    private let mask: Int

    init(_ fields: [FieldSchema]) {
        let names = fields.map { field in
            var names = [field.name]
            for name in [field.jsonName, field.rules.alsoReadAs] {
                if let name, !names.contains(name) { names.append(name) }
            }
            return names
        }
        var size = 8
        while size < 2 * names.joined().count { size *= 2 }
        mask = size - 1
        var bytes: [UInt8] = []
        var entries = [Entry](repeating: Entry(start: 0, count: 0, field: -1), count: size)
        for (field, names) in names.enumerated() {
            for name in names {
                let (isOwn, isAlias) = (name == fields[field].name, name == fields[field].rules.alsoReadAs)
                let utf8 = Array(name.utf8)
                var slot = utf8.withUnsafeBufferPointer { Self.hash($0) } & mask
                while entries[slot].field >= 0 { slot = (slot + 1) & mask }
                entries[slot] = Entry(start: bytes.count, count: utf8.count, field: field, isOwn: isOwn, isAlias: isAlias)
                bytes += utf8
            }
        }
        self.bytes = bytes
        self.entries = entries
    }

    /// The index of the field that the .proto file calls `name`; -1 for none.
    func ownIndex(of name: UnsafeBufferPointer<UInt8>) -> Int {
        let entry = entry(for: name)
        return entry.isOwn ? entry.field : -1
    }

    /// The index of the field called `name` by any of its names, -1 for none, and whether that is its alias.
    func match(_ name: UnsafeBufferPointer<UInt8>) -> (field: Int, isAlias: Bool) {
        let entry = entry(for: name)
        return (entry.field, entry.isAlias)
    }

    /// The entry of that name; a free one where there is none.
    private func entry(for name: UnsafeBufferPointer<UInt8>) -> Entry {
        var slot = Self.hash(name) & mask
        while true {
            let entry = entries[slot]
            if entry.field < 0 { return entry }
            if entry.count == name.count {
                let same = bytes.withUnsafeBufferPointer { bytes in
                    equalBytes(bytes.baseAddress! + entry.start, name.baseAddress!, name.count)
                }
                if same { return entry }
            }
            slot = (slot + 1) & mask
        }
    }

    private static func hash(_ name: UnsafeBufferPointer<UInt8>) -> Int {
        // The names of one message mostly differ in length, ends and middle; what collides is compared.
        guard !name.isEmpty else { return 0 }
        return name.count &* 131 &+ Int(name[0]) &* 31 &+ Int(name[name.count - 1]) &* 7 &+ Int(name[name.count / 2])
    }
}
