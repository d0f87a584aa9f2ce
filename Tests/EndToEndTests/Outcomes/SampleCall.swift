/// An RPC with its documented sample, for tests in which it does not matter what exactly is asked.
struct SampleCall: Sendable {
    let rpc: String
    let path: String
    let request: JSONValue
    private let documented: String

    private init(_ method: String) {
        guard let sample = DocumentedSample.all.first(where: { $0.rpc.hasSuffix("/\(method)") }) else {
            preconditionFailure("there is no sample of \(method)")
        }
        rpc = sample.rpc
        path = sample.path
        request = sample.request
        documented = sample.answer
    }

    static let balance = SampleCall("GetBalance")
    static let inquiry = SampleCall("InquireAccount")
    static let remitStatus = SampleCall("GetRemitStatus")
    static let phoneNumber = SampleCall("VerifyPhoneNumber")
    static let creation = SampleCall("CreateVirtualAccount")
    static let update = SampleCall("UpdateVirtualAccount")

    /// The documented answer with another code.
    func answer(code: String, message: String) throws -> String {
        guard case .object(var members) = try JSONValue(documented) else { return documented }
        members["status"] = ["code": .string(code), "message": .string(message)]
        return JSONValue.object(members).description
    }
}

extension RPCClient {
    /// Makes calls that succeed, so that the next one finds the retry budget filled (three retries for fifteen calls)
    /// and the circuit closed, whatever the tests before it did.
    func earnRetries() async throws {
        for _ in 0..<15 { try await call("GetBalance") }
    }
}
