import ArgumentParser
import Contract
import Foundation
import NIOPosix
import TTRPC

/// What every call of oyctl's takes, and how it is made.
struct CallOptions: ParsableArguments {
    @OptionGroup var socket: SocketOptions

    @Option(
        name: .long,
        help: ArgumentHelp("How long to wait, in seconds. (default: 30; for a stream, as long as it lasts)", valueName: "seconds"))
    var timeout: Double?

    @Flag(name: .long, help: "Print the answer on one line.")
    var compact = false

    func validate() throws {
        guard (timeout ?? 1) > 0, (timeout ?? 1) <= 86_400 else { throw ValidationError("--timeout must be more than 0 and at most 86400") }
    }

    /// Calls an RPC and prints the answer as JSON; each message of a stream on a line of its own.
    ///
    /// - Throws: `ExitCode` 1, with the reason on standard error, where the call fails.
    func call(_ endpoint: Endpoint, _ request: Message) async throws {
        let path = socket.path(environment: ProcessInfo.processInfo.environment)
        var isSent = false
        do {
            let client = try await Client.connect(path: path, group: .singletonMultiThreadedEventLoopGroup)
            isSent = true
            try await call(endpoint, request.encode(), on: client)
            await client.close()
        } catch let status as Status {
            Output.complain(ErrorReport.text(of: status))
            // An error without a detail is none of the gateway's: what that did, nobody knows.
            if isSent, status.details.isEmpty, endpoint.resend != .always { Output.complain(Self.mayHaveHappened) }
            throw ExitCode.failure
        }
    }

    private static let mayHaveHappened = """
          The call may have been carried out. `oyctl payouts show ID` tells what became of a payout; ask for it again under the same id only.

        """

    private func call(_ endpoint: Endpoint, _ payload: [UInt8], on client: Client) async throws {
        let wait = timeout.map { Duration.nanoseconds(Int64($0 * 1_000_000_000)) }
        switch endpoint.kind {
        case .unary:
            let answer = try await client.unary(
                service: endpoint.service, method: endpoint.method, payload: payload, timeout: wait ?? .seconds(30))
            try show(answer, endpoint)
        case .serverStreaming:
            let stream = client.serverStream(
                service: endpoint.service, method: endpoint.method, payload: payload, timeout: wait)
            for try await answer in stream { try show(answer, endpoint) }
        }
    }

    private func show(_ answer: [UInt8], _ endpoint: Endpoint) throws {
        let message: Message
        do {
            message = try Message(decoding: answer, as: endpoint.response)
        } catch {
            throw Untold(what: "read: \(error)")
        }
        let json = message.json(pretty: !compact && endpoint.kind == .unary)
        do throws(Output.Failure) {
            try Output.line(ErrorReport.harmless(json: String(decoding: json, as: UTF8.self)))
        } catch {
            throw Untold(what: "written: \(error.reason)")
        }
    }
}

/// The call is over, and nobody could be told what came of it.
private struct Untold: Error, CustomStringConvertible {
    /// What could not be done with the answer, and why.
    let what: String
    var description: String { "the call was made and ended OK, but its answer could not be \(what)" }
}
