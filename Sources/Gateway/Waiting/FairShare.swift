/// Places that callers share. None may have more than a part of them, so that one in a flood, or one whose calls hang, leaves some
/// to the others.
struct FairShare {
    /// All there are, and how many of them one caller may have.
    private let places: Int
    private let each: Int
    private var taken = 0
    private var byCaller: [String: Int] = [:]

    init(places: Int, each: Int) {
        self.places = places
        self.each = each
    }

    /// Whether nobody has a place.
    var isEmpty: Bool { taken == 0 }

    func hasRoom(for caller: String) -> Bool {
        taken < places && byCaller[caller, default: 0] < each
    }

    /// Takes a place, whether there is room or not: who may be refused asks before.
    mutating func take(_ caller: String) {
        taken += 1
        byCaller[caller, default: 0] += 1
    }

    mutating func giveBack(_ caller: String) {
        guard let held = byCaller[caller] else { preconditionFailure("\(caller) gives back a place that it does not have") }
        taken -= 1
        byCaller[caller] = held > 1 ? held - 1 : nil
    }

    mutating func giveBackAll() {
        taken = 0
        byCaller = [:]
    }
}
