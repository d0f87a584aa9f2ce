import ArgumentParser
import Contract
import Foundation

/// `oyctl call Remit '{"recipient_bank": "014", …}'`
struct CallCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "call",
        abstract: "Calls an RPC. The answer is printed as JSON; each message of a stream on a line of its own.",
        discussion: "A stream goes on without end, or for --timeout where it is given, and ends then with status 0.")

    @OptionGroup var options: CallOptions

    @Argument(help: "The method: oy.v1.DisbursementService/Remit, or just Remit.", completion: .list(MethodName.proposals))
    var method: String

    @Argument(help: "The request as JSON, or - to read it from standard input. Members are named as in the .proto files.")
    var request = "{}"

    func run() async throws {
        let endpoint = try MethodName.resolve(method, in: EndpointTable())
        let text = request == "-" ? Array(FileHandle.standardInput.readDataToEndOfFile()) : Array(request.utf8)
        let message: Message
        do {
            message = try Message(json: text, as: endpoint.request)
        } catch {
            throw Output.usageError("the request does not fit \(endpoint.request.fullName): \(error)")
        }
        try await options.call(endpoint, message)
    }
}
