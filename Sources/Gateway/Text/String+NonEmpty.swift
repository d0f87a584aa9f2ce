extension String {
    /// Nil where it is empty: proto3 knows no other "not given".
    var nonEmpty: String? { isEmpty ? nil : self }
}
