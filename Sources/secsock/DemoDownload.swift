internal import NIOCore
internal import NIOHTTP1
internal import SecureSockets

/// A device downloads firmware by HTTPS; both ends prove themselves with a certificate.
struct DemoDownload {
    let version: String
    let cipherSuite: String
    let status: Int
    let bytes: Int
    let time: Duration
    let sha256: String
    /// The SHA-256 of the certificate that the server got from the client.
    let clientFingerprint: String
    let differences: [String]

    static func show(on screen: DemoScreen, with certificates: DemoCertificates) throws(TLSError) -> DemoDownload {
        screen.heading(
            "2. The device downloads firmware: HTTPS with a client certificate",
            """
            A bulk transfer over TLS, with certificates and keys in DER as devices store them; HTTP is swift-nio's codec, \
            fed with this library's bytes, which shows that the socket fits under any protocol.
            """
        )
        let progress = DemoProgress(screen)
        let download = try run(certificates, progress)
        screen.fact("version", download.version)
        screen.fact("cipher suite", download.cipherSuite)
        screen.fact(
            "client",
            "certificate with SHA-256 \(download.clientFingerprint.prefix(16))..., as the server saw it"
        )
        let verdict = download.sha256 == DemoFirmware.digest ? "as published" : "NOT AS PUBLISHED"
        screen.fact("SHA-256", "\(download.sha256), \(verdict)")
        return download
    }

    /// As JSON has it.
    var object: JSONValue {
        .object([
            ("version", .string(version)),
            ("cipherSuite", .string(cipherSuite)),
            ("status", JSONValue(status)),
            ("bytes", JSONValue(bytes)),
            ("microseconds", JSONValue(time.microseconds)),
            ("sha256", .string(sha256)),
            ("clientFingerprint", .string(clientFingerprint)),
            ("differences", JSONValue(differences)),
        ])
    }

    private static func run(
        _ certificates: DemoCertificates,
        _ progress: DemoProgress
    ) throws(TLSError) -> DemoDownload {
        let image = DemoFirmware.image()
        let server = try DemoServer(certificates.server(clients: .required)) { (socket) throws(TLSError) in
            try DemoFirmware.serve(image, to: socket)
        }
        let socket = try TLSSocket(certificates.client(certificates.credentials("client")))
        let clock = ContinuousClock()
        let start = clock.now
        var response = Response()
        let end = DemoServer.end(of: socket) { () throws(TLSError) in
            try socket.connect(to: DemoServer.host, port: server.port, within: DemoServer.limit)
        } then: { () throws(TLSError) in
            try response.get(DemoFirmware.path, from: socket, progress)
        }
        if let error = end.error { throw error }
        let time = clock.now - start
        progress.finish(response.bytes, in: time)
        return DemoDownload(server.wait(), end.negotiated, response, time, try certificates.certificate("client"))
    }

    private init(
        _ server: DemoEnd,
        _ negotiated: Negotiated?,
        _ response: Response,
        _ time: Duration,
        _ certificate: [UInt8]
    ) {
        version = negotiated?.version.name ?? ""
        cipherSuite = negotiated?.cipherSuite.description ?? ""
        status = response.status
        bytes = response.bytes
        self.time = time
        sha256 = response.hash.finalize().span.hexadecimal
        let presented = server.negotiated?.peerCertificates.first ?? []
        clientFingerprint = SHA256.digest(of: presented.span).span.hexadecimal
        var check = DemoCheck("The firmware download")
        check.same("version", version, "TLS 1.3")
        check.same("HTTP status", "\(status)", "200")
        check.same("bytes", "\(bytes)", "\(DemoFirmware.size)")
        check.same("SHA-256", sha256, DemoFirmware.digest)
        check.same("client's certificate", clientFingerprint, SHA256.digest(of: certificate.span).span.hexadecimal)
        check.same("failure of the server", server.error?.description, nil)
        differences = check.differences
    }
}

/// What a GET brought.
private struct Response {
    var status = 0
    var bytes = 0
    var hash = SHA256()
    private var length = 0

    mutating func get(_ path: String, from socket: TLSSocket, _ progress: DemoProgress) throws(TLSError) {
        let connection = try DemoHTTP.client(socket)
        let headers: HTTPHeaders = ["Host": "localhost", "User-Agent": "secsock"]
        try connection.send(.head(HTTPRequestHead(version: .http1_1, method: .GET, uri: path, headers: headers)))
        try connection.send(.end(nil))
        while let part = try connection.next() {
            switch part {
            case .head(let head):
                status = Int(head.status.code)
                length = head.headers.first(name: "Content-Length").flatMap { Int($0) } ?? 0
            case .body(let piece):
                hash.update(piece.readableBytesUInt8Span)
                bytes += piece.readableBytes
                progress.show(bytes, of: length)
            case .end: return
            }
        }
        throw .system(.connectionReset, .truncatedStream, phase: .established, detail: "the response has no end")
    }
}
