/// How the refusals read of who calls, and of what it may.
extension RPCError {
    /// Nobody in the configuration has this identity.
    public static func unknownCaller(_ peer: Peer) -> Self {
        let program = peer.executable ?? "unknown"
        return Self(
            .permissionDenied, reason: "CALLER_UNKNOWN",
            message: "No caller is configured for uid \(peer.uid), gid \(peer.gid), program \(program)",
            metadata: ["uid": String(peer.uid), "gid": String(peer.gid), "program": program])
    }

    /// The caller may not use this method.
    ///
    /// - Parameter refusal: why, which the message says for whoever mends the configuration.
    static func methodNotAllowed(_ method: String, caller: String, _ refusal: MethodRefusal) -> Self {
        var error = Self(
            .permissionDenied, reason: Reason.methodNotAllowed,
            message: "Caller \(caller) may not call \(method): \(refusal)", metadata: ["caller": caller, "method": method])
        if case .takesRole(let role) = refusal { error.metadata["role"] = role.rawValue }
        return error
    }
}
