import HummingbirdCore

extension HTTP1Channel.Configuration.DecoderConfiguration {
    /// What the daemon's own listeners take in of a request's head.
    static var bounded: Self {
        Self(maxHeaderFieldSize: Limits.headerFieldBytes, maxHeaderListSize: Limits.headerBytes, maxHeaderFieldCount: Limits.headerFields)
    }
}
