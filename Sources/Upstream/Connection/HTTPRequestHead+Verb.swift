import Contract
import NIOHTTP1

extension HTTPRequestHead {
    private static let get = HTTPRequestHead(version: .http1_1, method: .GET, uri: "")
    private static let post = HTTPRequestHead(version: .http1_1, method: .POST, uri: "")
    private static let put = HTTPRequestHead(version: .http1_1, method: .PUT, uri: "")

    /// Just enough for the parser: it looks at the verb, since that decides whether the answer has a body.
    init(_ verb: HTTPCall.Verb) {
        switch verb {
        case .get: self = Self.get
        case .post: self = Self.post
        case .put: self = Self.put
        }
    }
}
