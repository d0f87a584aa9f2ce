import ArgumentParser
import Contract
import Foundation
import NIOPosix
import TTRPC

/// `oyctl call Remit '{"recipient_bank": "014", …}'`
struct CallCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "call",
        abstract: "Calls an RPC. The answer is printed as JSON; each message of a stream on a line of its own.")

    @OptionGroup var socket: SocketOptions

    @Argument(help: "The method: oy.v1.DisbursementService/Remit, or just Remit.")
    var method: String

    @Argument(help: "The request as JSON, or - to read it from standard input. Members are named as in the .proto files.")
    var request = "{}"

    @Option(name: .long, help: ArgumentHelp("How long to wait, in seconds.", valueName: "seconds"))
    var timeout = 30.0

    @Flag(name: .long, help: "Print the answer on one line.")
    var compact = false

    func validate() throws {
        guard timeout > 0, timeout <= 86_400 else { throw ValidationError("--timeout must be more than 0 and at most 86400") }
    }

    func run() async throws {
        let endpoint = try MethodName.resolve(method, in: EndpointTable())
        let text = request == "-" ? Array(FileHandle.standardInput.readDataToEndOfFile()) : Array(request.utf8)
        let message: Message
        do {
            message = try Message(json: text, as: endpoint.request)
        } catch {
            throw ValidationError("the request is not a \(endpoint.request.fullName): \(error)")
        }
        let path = socket.path(environment: ProcessInfo.processInfo.environment)
        do {
            let client = try await Client.connect(path: path, group: .singletonMultiThreadedEventLoopGroup)
            try await call(endpoint, message.encode(), on: client)
            await client.close()
        } catch let status as Status {
            FileHandle.standardError.write(Data(ErrorReport.text(of: status).utf8))
            throw ExitCode.failure
        }
    }

    private func call(_ endpoint: Endpoint, _ payload: [UInt8], on client: Client) async throws {
        let wait = Duration.nanoseconds(Int64(timeout * 1_000_000_000))
        switch endpoint.kind {
        case .unary:
            let answer = try await client.unary(
                service: endpoint.service, method: endpoint.method, payload: payload, timeout: wait)
            try show(answer, endpoint)
        case .serverStreaming:
            let stream = client.serverStream(
                service: endpoint.service, method: endpoint.method, payload: payload, timeout: wait)
            for try await answer in stream { try show(answer, endpoint) }
        }
    }

    private func show(_ answer: [UInt8], _ endpoint: Endpoint) throws {
        let message = try Message(decoding: answer, as: endpoint.response)
        let json = message.json(pretty: !compact && endpoint.kind == .unary)
        FileHandle.standardOutput.write(Data(json + [UInt8(ascii: "\n")]))
    }
}
