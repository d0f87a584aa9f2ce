/// The callback token in force, exchanged for the one in its file: only for a good one.
final class CallbackTokenStore: Sendable {
    let file: String
    private let token: WatchedValue<CallbackToken>

    /// - Throws: what is wrong with the file: without a token nothing is received.
    init(file: String) throws {
        self.file = file
        token = WatchedValue(try CallbackToken(file: file))
    }

    var current: CallbackToken { token.current }

    /// Looks at the file. Blocks while it is read.
    ///
    /// - Parameter looked: is told whether it is good, before anybody looks again.
    func refresh(looked: (_ isGood: Bool) -> Void) -> FileChange {
        token.refresh(isSame: ==, read: { try CallbackToken(file: file) }, looked: looked)
    }
}
