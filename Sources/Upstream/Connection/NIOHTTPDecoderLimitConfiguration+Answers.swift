import NIOHTTP1

extension NIOHTTPDecoderLimitConfiguration {
    static var answers: Self {
        var limits = Self()
        limits.maxHeaderFieldSize = Limits.answerHeaderBytes
        limits.maxHeaderListSize = Limits.answerHeadersBytes
        limits.maxHeaderFieldCount = Limits.answerHeaders
        return limits
    }
}
