import ArgumentParser
import Contract
import Foundation

/// What every call takes whose answer is printed.
struct CallOptions: ParsableArguments {
    @OptionGroup var connection: ConnectionOptions

    @Flag(name: .long, help: "Print the answer on one line.")
    var compact = false

    /// Calls an RPC and prints the answer as JSON; each message of a stream on a line of its own.
    ///
    /// - Returns: the answer, or the last one; nil for a stream without any.
    /// - Throws: `ExitCode` 1, with the reason on standard error, where the call fails; `UndeliveredResult` where only the answer is lost. Of a
    ///   stream `ExitCode` 141, as the shell has it, where nobody reads it any more, and `Output.Failure` where it can't be written.
    @discardableResult
    func call(_ endpoint: Endpoint, _ request: Message) async throws -> Message? {
        let isPretty = !compact && endpoint.kind == .unary
        var last: Message?
        try await connection.call(endpoint, request) { answer in
            do throws(Output.Failure) {
                try Output.line(ErrorReport.harmless(json: String(decoding: answer.json(pretty: isPretty), as: UTF8.self)))
            } catch where endpoint.kind == .serverStreaming {
                // It is not over, and whoever read it may have seen enough.
                if error.isReaderGone { throw ExitCode(128 + SIGPIPE) }
                throw error
            } catch {
                throw UndeliveredResult(what: "written: \(error.reason)")
            }
            last = answer
        }
        return last
    }
}
