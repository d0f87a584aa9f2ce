extension Callback {
    /// The same callback, saying what is not so: another amount, the opposite verdict, another connection. A body that is
    /// no object stays as it is.
    var falsified: Callback {
        guard let json = try? JSONReader.read(body.utf8), case .object(let members) = json else { return self }
        let lies = members.map { member in
            switch (member.name, member.value) {
            case ("amount", let amount): JSON.Member("amount", .int((amount.int ?? 0) + 1_000_000))
            case ("status", let status): JSON.Member("status", Self.opposite(of: status))
            case ("data", .object): JSON.Member("data", .members(["ibank_id": "00000-00000-000000-000000"]))
            default: member
            }
        }
        return Callback(kind, .object(lies))
    }

    private static func opposite(of status: JSON) -> JSON {
        .members(["code": .string(status["code"]?.string == "000" ? "300" : "000"), "message": "Success"])
    }
}
