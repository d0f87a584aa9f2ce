import NIOCore
import NIOHTTP1

/// The last handler: hands what the parser made of the bytes to the connection.
final class AnswerReader: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart

    private let connection: Connection

    init(_ connection: Connection) {
        self.connection = connection
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        connection.answerPart(unwrapInboundIn(data))
    }

    /// The connection keeps its own errors to itself, so this is the parser's.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        connection.parsingFailed(error)
    }
}
