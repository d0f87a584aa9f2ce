import Contract

public struct LocalCalls: Sendable {
    func answer(_ call: AdmittedCall) -> Result<Message, RPCError> { fatalError() }
}
