/// How a method's calls run. The method decides it, not the flags of a Request (docs/wire.md, "Server rules").
public enum MethodKind: Equatable, Sendable {
    /// One message in, one out.
    case unary
    /// One message in, any number out.
    case serverStreaming
}
