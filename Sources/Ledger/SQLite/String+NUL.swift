extension String {
    /// Whether it would end early in C, where messages are made: nothing that the gateway writes would.
    var hasNUL: Bool { utf8.contains(0) }
}
