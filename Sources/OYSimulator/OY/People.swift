/// Account holders: the same name for the same account number in every run.
enum People {
    private static let names = [
        "John Doe", "Siti Rahmawati", "Budi Santoso", "Dewi Lestari", "Agus Wijaya", "Rina Kusuma", "Hendra Gunawan",
        "Maya Putri", "Joko Prasetyo", "Ayu Wulandari", "Eko Saputra", "Fitri Handayani",
    ]

    /// The documentation's sample account belongs to the documentation's John Doe.
    static func name(of account: String) -> String {
        if account == "1239812390" || account == "1234567890" { return names[0] }
        var draw = SplitMix64(seed: account)
        return names[Int(draw.next() % UInt64(names.count))]
    }
}
