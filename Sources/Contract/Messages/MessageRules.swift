/// What the options say of a message and its fields: one row of the generated table.
struct MessageRules: Sendable {
    let fullName: String
    let refuseUnknownFields: Bool
    let fields: [FieldRules]

    init(_ fullName: String, refuseUnknownFields: Bool = false, fields: [FieldRules]) {
        self.fullName = fullName
        self.refuseUnknownFields = refuseUnknownFields
        self.fields = fields
    }
}
