import ArgumentParser
import Contract
import Foundation
import Gateway
import NIOPosix
import TTRPC

/// How a call of oyctl's reaches the daemon, and how long it may take.
struct ConnectionOptions: ParsableArguments {
    @OptionGroup var socket: SocketOptions

    @Option(name: .long, help: ArgumentHelp("How long to wait, in seconds. (default: \(Limits.timeout.components.seconds))", valueName: "seconds"))
    var timeout: Double?

    func validate() throws {
        guard let timeout else { return }
        let most = Limits.longestTimeout.components.seconds
        guard timeout > 0, timeout <= Double(most) else { throw ValidationError("--timeout must be more than 0 and at most \(most)") }
    }

    /// Calls an RPC.
    ///
    /// - Parameter take: is given the answer, or each message of a stream.
    /// - Throws: `ExitCode` 1, with the reason on standard error, where the call fails; `UndeliveredResult` where the answer can't be
    ///   read; what `take` throws.
    func call(_ endpoint: Endpoint, _ request: Message, _ take: (Message) throws -> Void) async throws {
        var isSent = false
        let mayChangeSomething = endpoint.resend != .always && endpoint.kind == .unary
        let notice = mayChangeSomething ? InterruptionNotice(Self.mayHaveHappened) : nil
        defer { notice?.lift() }
        do {
            try await withClient { client in
                isSent = true
                try await call(endpoint, request.encode(), on: client, take)
            }
        } catch let status as Status {
            // A stream has no other end than the time that was given to it.
            if isSent, endpoint.kind == .serverStreaming, timeout != nil, status.code == .deadlineExceeded { return }
            Output.complain(ErrorReport.text(of: status))
            // An error without a detail is none of the gateway's: what that did, nobody knows.
            if isSent, status.details.isEmpty, mayChangeSomething { Output.complain(Self.mayHaveHappened) }
            throw ExitCode.failure
        }
    }

    /// Makes calls on one connection that change nothing.
    ///
    /// - Throws: `ExitCode` 1, with the reason on standard error, where `body` throws a `Status` or nobody listens; what else `body` throws.
    func connected<Result>(_ body: (Client) async throws -> Result) async throws -> Result {
        do {
            return try await withClient(body)
        } catch let status as Status {
            Output.complain(ErrorReport.text(of: status))
            throw ExitCode.failure
        }
    }

    private func withClient<Result>(_ body: (Client) async throws -> Result) async throws -> Result {
        let path = try socket.path(environment: ProcessInfo.processInfo.environment)
        let client = try await Client.connect(path: path, group: .singletonMultiThreadedEventLoopGroup)
        let result = try await body(client)
        await client.close()
        return result
    }

    /// Makes one unary call.
    ///
    /// - Parameter limit: longer it never waits, whatever was given.
    /// - Returns: the answer, encoded.
    func unary(
        _ endpoint: Endpoint, _ payload: [UInt8] = [], on client: Client, atMost limit: Duration = Limits.longestTimeout
    ) async throws(Status) -> [UInt8] {
        try await client.unary(
            service: endpoint.service, method: endpoint.method, payload: payload, timeout: min(wait ?? Limits.timeout, limit))
    }

    /// Asks for something that the caller may not be allowed to ask for.
    ///
    /// - Parameter limit: longer it never waits, whatever was given.
    /// - Returns: nil where the caller may not call it.
    /// - Throws: `Status` where the call fails otherwise; `UndeliveredResult` where the answer can't be read.
    func answer(
        _ endpoint: Endpoint, _ payload: [UInt8] = [], on client: Client, atMost limit: Duration = Limits.longestTimeout
    ) async throws -> Message? {
        let answer: [UInt8]
        do throws(Status) {
            answer = try await unary(endpoint, payload, on: client, atMost: limit)
        } catch {
            if ErrorReport.reason(of: error) == RPCError.Reason.methodNotAllowed { return nil }
            throw error
        }
        return try read(answer, endpoint)
    }

    private var wait: Duration? {
        timeout.map { .nanoseconds(Int64($0 * 1_000_000_000)) }
    }

    private static let mayHaveHappened = """
          The call may have been carried out. `oyctl payouts show ID` tells what became of a payout; ask for it again under the same id only.

        """

    private func call(_ endpoint: Endpoint, _ payload: [UInt8], on client: Client, _ take: (Message) throws -> Void) async throws {
        switch endpoint.kind {
        case .unary:
            try take(read(try await unary(endpoint, payload, on: client), endpoint))
        case .serverStreaming:
            let stream = client.serverStream(
                service: endpoint.service, method: endpoint.method, payload: payload, timeout: wait)
            for try await answer in stream { try take(read(answer, endpoint)) }
        }
    }

    /// - Throws: `UndeliveredResult` where it can't be read.
    func read(_ answer: [UInt8], _ endpoint: Endpoint) throws -> Message {
        do {
            return try Message(decoding: answer, as: endpoint.response)
        } catch {
            throw UndeliveredResult(what: "read: \(error)")
        }
    }
}
