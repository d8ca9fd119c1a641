internal import SecureSockets
internal import TestSupport
internal import Testing

/// GnuTLS's programs with raw public keys (RFC 7250); they ask for a key of the peer and take any.
private struct RawKeyProgram {
    private let publicKey: TemporaryFile
    private let words: [String]
    let kind: TransportKind

    init(_ own: String, _ version: TLSVersion) throws {
        kind = version.isDatagram ? .datagram : .stream
        publicKey = try TemporaryFile(Certificates.publicKeyPEM(own))
        let name = version == .tls12 ? "TLS1.2" : version == .tls13 ? "TLS1.3" : "DTLS1.2"
        let types = "+CTYPE-CLI-RAWPK:+CTYPE-SRV-RAWPK"
        words =
            ["--priority", "NORMAL:-VERS-ALL:+VERS-" + name + ":" + types, "--debug", "5"]
            + ["--rawpkkeyfile", Certificates.path(own + ".key.pem"), "--rawpkfile", publicKey.path]
            + (kind == .datagram ? ["--udp", "--mtu", "1400"] : [])
    }

    func server() throws -> Program {
        let own = ["--port", "PORT", "--echo", "--require-client-cert"]
        let sign = "IPv4 0.0.0.0 port PORT...done"
        return try Program.serving("gnutls-serv", kind, own + words, sign: sign, files: [publicKey])
    }

    func client(_ port: UInt16) throws -> Program {
        // `--insecure` is for its own look at the server's key, which it knows no way of pinning for.
        try Program("gnutls-cli", ["--port", "\(port)", "--insecure"] + words + ["127.0.0.1"])
    }
}

@Suite(.serialized, .bounded) struct `Raw public keys with other programs` {
    private static let line = Array("1 there and back\n".utf8)

    @Test(arguments: Refusal.versions, ["server", "server-rsa"])
    func `prove a client to gnutls-serv, and the server to the client`(_ version: TLSVersion, _ own: String) throws {
        guard ClientBackend.can(.rawPublicKeys) else { return }
        let program = try RawKeyProgram(own, version).server()
        let socket = try connect(Self.end(version, "client", pinned: own), to: program)
        let key = try Certificates.publicKey(own)
        #expect(socket.negotiated?.version == version)
        #expect(socket.negotiated?.certificateType == .rawPublicKey)
        #expect(socket.negotiated?.peerPublicKey == key)
        try socket.send(Self.line)
        #expect(try socket.receiveAll(Self.line.count) == Self.line)
        try socket.close()
        // With --udp it prints nothing of its clients.
        if !version.isDatagram { try program.wait(for: "Certificate type: Raw Public Key") }
    }

    @Test(arguments: Refusal.versions, ["client", "client-rsa"])
    func `prove gnutls-cli to a server, and the server to it`(_ version: TLSVersion, _ own: String) throws {
        guard ServerBackend.can(.rawPublicKeys) else { return }
        let server = try LoopbackServer(Self.end(version, "server", pinned: own, clients: .required))
        let tools = try RawKeyProgram(own, version)
        let program = try tools.client(server.port)
        program.write("1 there and back\n")
        try program.wait(for: "1 there and back")
        program.closeInput()
        guard case .served(let negotiated, _) = server.nextOutcome() else {
            Issue.record("the server failed")
            return
        }
        let key = try Certificates.publicKey(own)
        #expect(negotiated.version == version)
        #expect(negotiated.certificateType == .rawPublicKey)
        #expect(negotiated.peerPublicKey == key)
    }

    @Test(arguments: Refusal.versions)
    func `are refused where they are not pinned, and gnutls-serv learns why`(_ version: TLSVersion) throws {
        guard ClientBackend.can(.rawPublicKeys) else { return }
        let program = try RawKeyProgram("server", version).server()
        let client = try ClientRefusal(Self.end(version, "client", pinned: "server-rsa"), to: program)
        #expect(client.error.reason.name == "unknownPublicKey")
        #expect(try program.firstAlert(.received, GnuTLSProgram.alerts).description == .certificateUnknown)
    }

    @Test(arguments: Refusal.versions)
    func `are refused where they are not pinned, and gnutls-cli learns why`(_ version: TLSVersion) throws {
        guard ServerBackend.can(.rawPublicKeys) else { return }
        let server = try LoopbackServer(Self.end(version, "server", pinned: "client", clients: .required))
        let tools = try RawKeyProgram("client-rsa", version)
        let program = try tools.client(server.port)
        let (error, _) = try nextFailure(of: server, program)
        #expect(error.reason.name == "unknownPublicKey")
        #expect(try program.firstAlert(.received, GnuTLSProgram.alerts).description == .certificateUnknown)
    }

    @Test(arguments: Refusal.versions)
    func `are not had of s_server, which knows nothing of them and presents a certificate`(
        _ version: TLSVersion
    ) throws {
        guard ClientBackend.can(.rawPublicKeys) else { return }
        let program = try OpenSSLProgram.server(Orders(version: version, certificate: "server"))
        let client = try ClientRefusal(Self.end(version, nil, pinned: "server"), to: program)
        #expect(client.error.reason.name == "noCommonCertificateType")
        #expect(try program.firstAlert(.received, OpenSSLProgram.alerts).description == .unsupportedCertificate)
    }

    @Test(arguments: [TLSVersion.tls12, .tls13])
    func `are not had of gnutls-serv with a certificate, which says so`(_ version: TLSVersion) throws {
        guard ClientBackend.can(.rawPublicKeys) else { return }
        let program = try GnuTLSProgram.server(Orders(version: version, certificate: "server"))
        let client = try ClientRefusal(Self.end(version, nil, pinned: "server"), to: program)
        #expect(client.error.reason.name == "refusedByPeer")
        #expect(client.error.alert?.description == .unsupportedCertificate)
    }

    private static func end(
        _ version: TLSVersion,
        _ own: String?,
        pinned: String,
        clients: ClientCertificatePolicy = .none
    ) throws -> TLSConfiguration {
        let kind: TransportKind = version.isDatagram ? .datagram : .stream
        var configuration = try TLSConfiguration.rawPublicKey(kind, own: own, pinned: [pinned], clients: clients)
        configuration.versions = [version]
        configuration.handshakeTimeouts = try HandshakeTimeouts(minimum: .seconds(1), maximum: .seconds(8))
        return configuration
    }
}
