/// Reads the members of a scripted fault and notices those that nobody asked for.
final class FaultForm {
    let kind: Fault.Kind
    private let members: [JSON.Member]
    private var read: Set<String> = ["kind"]

    init(_ json: JSON) throws(ControlError) {
        guard case .object(let members) = json else { throw ControlError("a fault is an object") }
        guard let name = json["kind"]?.string, let kind = Fault.Kind(rawValue: name) else {
            let names = Fault.Kind.allCases.map(\.rawValue).joined(separator: ", ")
            throw ControlError("kind is one of: \(names)")
        }
        self.kind = kind
        self.members = members
    }

    private func member(_ name: String) -> JSON? {
        read.insert(name)
        return members.first { $0.name == name && $0.value != .null }?.value
    }

    func text(_ name: String) throws(ControlError) -> String? {
        guard let value = member(name) else { return nil }
        guard let text = value.string else { throw ControlError("\(name) is a string") }
        return text
    }

    /// Text that can stand in a header.
    func line(_ name: String) throws(ControlError) -> String? {
        guard let line = try text(name) else { return nil }
        guard line.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) else { throw ControlError("\(name) is printable text") }
        return line
    }

    func flag(_ name: String) throws(ControlError) -> Bool? {
        guard let value = member(name) else { return nil }
        guard let flag = value.bool else { throw ControlError("\(name) is true or false") }
        return flag
    }

    func number(_ name: String, _ range: ClosedRange<Int>) throws(ControlError) -> Int? {
        guard let value = member(name) else { return nil }
        guard let number = value.int, range.contains(number) else {
            throw ControlError("\(name) is a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    func list(_ name: String) throws(ControlError) -> [JSON]? {
        guard let value = member(name) else { return nil }
        guard let list = value.array else { throw ControlError("\(name) is a list") }
        return list
    }

    /// `retry_after`, a number of seconds or any text: a test may want an unreadable one.
    func retryAfter() throws(ControlError) -> String? {
        switch member("retry_after") {
        case nil: return nil
        case .number(let text): return text
        case .string(let text) where text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }): return text
        default: throw ControlError("retry_after is a number of seconds or printable text")
        }
    }

    /// `body`: a string is sent as it stands, byte by byte; anything else as JSON.
    func body() throws(ControlError) -> String? {
        guard let value = member("body") else { return nil }
        return value.string ?? value.description
    }

    func refuseUnread() throws(ControlError) {
        if let stranger = members.first(where: { !read.contains($0.name) }) {
            throw ControlError("\(kind.rawValue) takes no \(stranger.name)")
        }
    }
}
