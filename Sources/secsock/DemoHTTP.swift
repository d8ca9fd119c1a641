internal import NIOCore
internal import NIOEmbedded
internal import NIOHTTP1
internal import SecureSockets

/// HTTP/1.1 over a secure socket: swift-nio's codec makes bytes of parts and parts of bytes, the socket carries the bytes.
///
/// The codec sits in a channel that is connected to nothing. It belongs to the thread that made it.
final class DemoHTTP<Incoming, Outgoing> {
    private let socket: TLSSocket
    private let channel = EmbeddedChannel()
    private var hasEnded = false

    private init(_ socket: TLSSocket) {
        self.socket = socket
    }

    /// Turns a part into bytes and sends them.
    func send(_ part: Outgoing) throws(TLSError) {
        var pieces: [ByteBuffer] = []
        try coding { () throws in
            try channel.writeOutbound(part)
            while let piece = try channel.readOutbound(as: ByteBuffer.self) { pieces.append(piece) }
        }
        for piece in pieces {
            try socket.send(piece.readableBytesUInt8Span)
        }
    }

    /// The next part of what the peer sends; nil where there will be no more.
    func next() throws(TLSError) -> Incoming? {
        while true {
            var part: Incoming?
            try coding { part = try channel.readInbound() }
            if let part { return part }
            guard !hasEnded else { return nil }
            let bytes = try socket.receive(atMost: 65_536)
            hasEnded = bytes.isEmpty
            try coding { try take(bytes) }
        }
    }

    private func take(_ bytes: [UInt8]) throws {
        if bytes.isEmpty {
            // A body without a length ends with the stream.
            _ = try channel.finish()
        } else {
            try channel.writeInbound(ByteBuffer(bytes: bytes))
        }
    }

    private func coding(_ body: () throws -> Void) throws(TLSError) {
        do {
            try body()
        } catch {
            throw .system(.protocolError, .malformedMessage, phase: .established, detail: "HTTP: \(error)")
        }
    }

    fileprivate func add(_ handlers: [any ChannelHandler]) throws(TLSError) {
        try coding { try channel.pipeline.syncOperations.addHandlers(handlers) }
    }
}

extension DemoHTTP<HTTPClientResponsePart, HTTPClientRequestPart> {
    /// The client's end: requests go out, responses come in.
    static func client(_ socket: TLSSocket) throws(TLSError) -> DemoHTTP {
        let connection = DemoHTTP(socket)
        try connection.add([HTTPRequestEncoder(), ByteToMessageHandler(HTTPResponseDecoder())])
        return connection
    }
}

extension DemoHTTP<HTTPServerRequestPart, HTTPServerResponsePart> {
    /// The server's end: requests come in, responses go out.
    static func server(_ socket: TLSSocket) throws(TLSError) -> DemoHTTP {
        let connection = DemoHTTP(socket)
        try connection.add([HTTPResponseEncoder(), ByteToMessageHandler(HTTPRequestDecoder())])
        return connection
    }
}
