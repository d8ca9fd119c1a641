internal import NIOCore
internal import NIOHTTP1
internal import SecureSockets

/// A firmware image that is made up, byte for byte the same each time, and the server that offers it.
enum DemoFirmware {
    static let path = "/firmware.bin"
    static let size = 4 << 20
    /// The image's SHA-256, as a device would know it before the download; computed apart from this program.
    static let digest = "e97f336e4caa732c9282c89e5d2996e090f42f2f3e37ed06d5724057b520de81"

    private static let pieceSize = 64 << 10

    /// Pieces that begin with their number and go on with the same noise, so that none can be lost or swapped unnoticed.
    static func image() -> ByteBuffer {
        let noise = noise(pieceSize - 8)
        var image = ByteBuffer()
        image.reserveCapacity(size)
        for number in 0..<(size / pieceSize) {
            image.writeInteger(UInt64(number), endianness: .little)
            image.writeImmutableBuffer(noise)
        }
        return image
    }

    /// Numbers of Marsaglia's xorshift64*, little-endian.
    private static func noise(_ count: Int) -> ByteBuffer {
        var noise = ByteBuffer()
        var state: UInt64 = 0x5EC_50C7
        for _ in 0..<(count / 8) {
            state ^= state >> 12
            state ^= state << 25
            state ^= state >> 27
            noise.writeInteger(state &* 0x2545_F491_4F6C_DD1D, endianness: .little)
        }
        return noise
    }

    /// Answers requests with the image until the client closes.
    static func serve(_ image: ByteBuffer, to socket: TLSSocket) throws(TLSError) {
        let connection = try DemoHTTP.server(socket)
        var request: HTTPRequestHead?
        while let part = try connection.next() {
            switch part {
            case .head(let head): request = head
            case .body: break
            case .end:
                if let request { try answer(request, with: image, on: connection) }
            }
        }
    }

    private static func answer(
        _ request: HTTPRequestHead,
        with image: ByteBuffer,
        on connection: DemoHTTP<HTTPServerRequestPart, HTTPServerResponsePart>
    ) throws(TLSError) {
        let isKnown = request.method == .GET && request.uri == path
        var rest = isKnown ? image : ByteBuffer()
        let headers: HTTPHeaders = [
            "Content-Length": "\(rest.readableBytes)",
            "Content-Type": "application/octet-stream",
        ]
        try connection.send(
            .head(HTTPResponseHead(version: .http1_1, status: isKnown ? .ok : .notFound, headers: headers))
        )
        while let piece = rest.readSlice(length: min(pieceSize, rest.readableBytes)), piece.readableBytes > 0 {
            try connection.send(.body(.byteBuffer(piece)))
        }
        try connection.send(.end(nil))
    }
}
