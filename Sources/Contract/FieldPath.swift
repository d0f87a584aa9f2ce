/// Spells the path of a field, `data[2].id`.
enum FieldPath {
    static func join(_ name: String, _ index: Int?, _ rest: String) -> String {
        let head = index.map { "\(name)[\($0)]" } ?? name
        return rest.isEmpty || rest.hasPrefix("[") ? head + rest : "\(head).\(rest)"
    }
}
