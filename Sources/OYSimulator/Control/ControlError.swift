/// What is wrong with a request to the control API, in words for the person who wrote it.
struct ControlError: Error, Equatable {
    var message: String
    var status: Int

    init(_ message: String, status: Int = 400) {
        self.message = message
        self.status = status
    }
}
