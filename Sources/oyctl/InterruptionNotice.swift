import Dispatch
import Glibc

/// Says, where somebody ends oyctl while a call is under way (SIGINT, SIGTERM), what that means for the call; then oyctl ends by that signal.
final class InterruptionNotice {
    private static let signals = [SIGINT, SIGTERM]
    private let sources: [any DispatchSourceSignal]

    /// - Parameter text: for standard error, with its line end.
    init(_ text: String) {
        sources = Self.signals.map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                Output.complain(text)
                signal(number, SIG_DFL)
                kill(getpid(), number)
            }
            source.resume()
            return source
        }
    }

    /// The call is over.
    func lift() {
        for source in sources { source.cancel() }
        for number in Self.signals { signal(number, SIG_DFL) }
    }
}
