import ArgumentParser
import Contract
import Gateway
import TTRPC

/// Asks the gateway what `oyctl status` tells, on one connection.
struct StatusQuestions {
    let connection: ConnectionOptions

    /// - Throws: `ExitCode` 1, with the reason on standard error, where it can't be asked.
    func ask() async throws -> StatusAnswers {
        try await connection.connected { client in
            let table = try EndpointTable()
            var answers = StatusAnswers()
            answers.who = try await connection.answer(table[.whoAmI], on: client)
            // What is not allowed anyway is not asked: each refusal is an entry of the audit trail.
            let methods = answers.who?.strings("methods").compactMap { MethodPattern($0) }
            func may(_ rpc: RPC) -> Bool {
                methods?.contains { $0.matches(service: table[rpc].service, fullName: table[rpc].fullName) } ?? true
            }
            if may(.healthCheck) { answers.health = try await connection.answer(table[.healthCheck], on: client) }
            // Before the alarms: what comes of it may raise one.
            if may(.getBalance) { answers.balance = try await balance(table[.getBalance], on: client) }
            if may(.getInfo) { answers.info = try await connection.answer(table[.getInfo], on: client) }
            guard answers.health != nil || answers.info != nil else {
                Output.complain("Error: oyd answers, but you may call neither grpc.health.v1.Health/Check nor oy.v1.GatewayService/GetInfo\n")
                throw ExitCode.failure
            }
            return answers
        }
    }

    private func balance(_ endpoint: Endpoint, on client: Client) async throws -> StatusAnswers.Balance {
        do {
            let answer = try await connection.answer(endpoint, on: client, atMost: Limits.balanceTimeout)
            return answer.map { .known($0.integer("balance")) } ?? .notAllowed
        } catch let status as Status {
            return Self.cutOff.contains(ErrorReport.reason(of: status) ?? "") ? .cutOff("\(status)") : .failed("\(status)")
        }
    }

    /// The reasons of errors that say nothing of the balance, and of OY! that a person must look.
    private static let cutOff = [
        RPCError.Reason.upstreamUnavailable, RPCError.Reason.upstreamCircuitOpen, RPCError.Reason.upstreamCredentialsRejected,
    ]
}
