/// Runs `work` at the end of the event loop's present turn, or at once where there is no turn.
///
/// It must always run it, soon, on whatever thread: until then queued changes are not written, whoever waits for them. Only `close()` does
/// without.
///
/// The writer is woken by it, and not at a turn's first change, which it would commit alone, leaving the rest of the turn for a second
/// transaction.
public typealias TurnEnd = @Sendable (_ work: @escaping @Sendable () -> Void) -> Void
