/// Runs its argument once the calling thread has done what it is at: on an event loop, what is ready in this turn. Where there is no turn, at once.
///
/// It must run it, soon, on whatever thread: until then what was put is not written, whoever waits for it. Only `close()` does without.
///
/// The writer is woken there, not at a turn's first change: it would take that one alone, and the thread's core with it, and all others of the
/// turn would be the next transaction.
public typealias TurnEnd = @Sendable (_ work: @escaping @Sendable () -> Void) -> Void
