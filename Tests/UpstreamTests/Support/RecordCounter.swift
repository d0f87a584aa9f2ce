import NIOCore

/// Counts the TLS records of application data that a client sends. Reads may be merged on the way, records are not: so this shows
/// how many writes there were. (Up to TLS 1.2; later versions disguise the handshake as application data.)
final class RecordCounter: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private static let applicationData: UInt8 = 23
    private let log: ScriptedServer.Log
    private let number: Int
    private var pending = ByteBuffer()

    init(number: Int, log: ScriptedServer.Log) {
        self.number = number
        self.log = log
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        pending.writeBuffer(&bytes)
        while let type = pending.getInteger(at: pending.readerIndex, as: UInt8.self),
            let length = pending.getInteger(at: pending.readerIndex + 3, as: UInt16.self), pending.readableBytes >= 5 + Int(length)
        {
            pending.moveReaderIndex(forwardBy: 5 + Int(length))
            if type == Self.applicationData { log.record(on: number) }
        }
        context.fireChannelRead(data)
    }
}
