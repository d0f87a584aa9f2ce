/// A request as oysim received it (docs/simulator.md, `GET /_sim/requests`).
struct RecordedRequest: Decodable, Sendable {
    var number: Int
    /// When it came, in milliseconds.
    var time: Int64
    var method: String
    var target: String
    /// Name and value, the key masked.
    var headers: [[String]]
    /// The right key was in its header.
    var key_ok: Bool
    /// The key was found anywhere else.
    var key_elsewhere: Bool
    var body: String
    var complete: Bool
    var status: Int?

    /// All values of a header, whatever case its name is written in.
    func values(of name: String) -> [String] {
        headers.filter { $0.first?.lowercased() == name.lowercased() }.compactMap(\.last)
    }
}

/// A page of the record.
struct RecordedRequests: Decodable {
    var requests: [RecordedRequest]
    /// Number to go on from.
    var next: Int
}
