import NIOCore
import Synchronization

/// A call of a client, from its start until its caller has all of its outcome.
///
/// `@unchecked Sendable`: all that changes but the atomic is touched on the connection's event loop only.
final class PendingCall: @unchecked Sendable {
    let kind: MethodKind
    /// Set before the event loop is told, so that a call that is cancelled before it starts never starts.
    let isCancelled = Atomic(false)
    /// Set when the Request was sent, until the call has ended.
    var streamID: UInt32?
    /// What came in and nobody has taken: a unary call's payload, a stream's messages.
    private var messages = CircularBuffer<[UInt8]>()
    private var end: Result<Void, Status>?
    private var reader: UnsafeContinuation<Result<[UInt8]?, Status>, Never>?

    init(_ kind: MethodKind) {
        self.kind = kind
    }

    /// Hands a message to whoever waits, or keeps it. Returns whether it was taken at once.
    func deliver(_ message: [UInt8]) -> Bool {
        guard let reader else {
            messages.append(message)
            return false
        }
        self.reader = nil
        reader.resume(returning: .success(message))
        return true
    }

    /// The call is over; what was delivered before is still to be had.
    func finish(_ result: Result<Void, Status>) {
        guard end == nil else { return }
        end = result
        streamID = nil
        guard let reader else { return }
        self.reader = nil
        reader.resume(returning: result.map { nil })
    }

    /// Resumes `reader` with the next message, nil at the end in success, or the error; now or when there is one.
    ///
    /// - Returns: the length of the message, where one that was kept has been taken.
    func read(_ reader: UnsafeContinuation<Result<[UInt8]?, Status>, Never>) -> Int? {
        if let message = messages.popFirst() {
            reader.resume(returning: .success(message))
            return message.count
        }
        if let end {
            reader.resume(returning: end.map { nil })
        } else {
            precondition(self.reader == nil, "a stream is read by two at the same time")
            self.reader = reader
        }
        return nil
    }
}
