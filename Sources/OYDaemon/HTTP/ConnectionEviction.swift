/// The connections of a listener, and which of them has to go so that there is room for the next one. Pure.
///
/// Whoever reaches the listener can open connections and be silent on them. So a stranger keeps a place only while nobody else needs it; who is
/// recognized keeps it.
struct ConnectionEviction: Sendable {
    typealias Connection = ObjectIdentifier

    private let places: Int
    /// The one that has been silent longest first.
    private var strangers: [Connection] = []
    private var recognized: Set<Connection> = []

    init(places: Int) {
        self.places = places
    }

    /// A connection is open.
    ///
    /// - Returns: the one that is to be closed for the next one; nil while there are places, or where no other is a stranger's.
    mutating func entered(_ connection: Connection) -> Connection? {
        strangers.append(connection)
        guard strangers.count + recognized.count >= places, strangers.count > 1 else { return nil }
        return strangers.removeFirst()
    }

    /// A connection has shown who it is of. That it has had to go meanwhile is a legitimate race.
    mutating func recognized(_ connection: Connection) {
        guard let index = strangers.firstIndex(of: connection) else { return }
        strangers.remove(at: index)
        recognized.insert(connection)
    }

    /// A stranger's connection has asked for something: the others have to go before it.
    mutating func heard(_ connection: Connection) {
        guard let index = strangers.firstIndex(of: connection) else { return }
        strangers.append(strangers.remove(at: index))
    }

    /// A connection is closed, whether or not it had to go.
    mutating func left(_ connection: Connection) {
        if recognized.remove(connection) == nil { strangers.removeAll { $0 == connection } }
    }
}
