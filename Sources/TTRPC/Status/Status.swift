/// The error that ends a call: `google.rpc.Status`. Success has none.
public struct Status: Error, Equatable, Sendable {
    /// A message of `error_details.proto` (or any other), as `google.protobuf.Any` carries it.
    public struct Detail: Equatable, Sendable {
        /// Which message it is: `type.googleapis.com/google.rpc.ErrorInfo`.
        public var typeURL: String
        /// The message, encoded.
        public var value: [UInt8]

        public init(typeURL: String, value: [UInt8]) {
            self.typeURL = typeURL
            self.value = value
        }
    }

    /// Never `.ok` in an error that this process makes.
    public var code: StatusCode
    /// For developers, in English. It is sent to the caller as it stands.
    public var message: String
    public var details: [Detail]

    public init(_ code: StatusCode, _ message: String, details: [Detail] = []) {
        self.code = code
        self.message = message
        self.details = details
    }
}

extension Status: CustomStringConvertible {
    /// `NOT_FOUND: no such payout`. The details are left out.
    public var description: String {
        message.isEmpty ? "\(code)" : "\(code): \(message)"
    }
}
