internal import SecureSockets
internal import TestSupport
internal import Testing

@Suite(.everyLibrary, .bounded) struct `A configuration that cannot be used` {
    @Test(arguments: [TransportKind.stream, .datagram])
    func `a pre-shared key is 1 to 512 bytes`(_ kind: TransportKind) {
        #expect(failure(.psk(kind, key: [1])) == nil)
        #expect(failure(.psk(kind, key: [UInt8](repeating: 1, count: 512))) == nil)
        let empty = failure(.psk(kind, key: []))
        #expect(empty?.reason == .invalidConfiguration)
        #expect(empty?.detail == "the pre-shared key is empty: wanted 1 to 512 bytes")
        let long = failure(.psk(kind, key: [UInt8](repeating: 1, count: 513)))
        #expect(long?.detail == "the pre-shared key has 513 bytes: wanted 1 to 512")
    }

    @Test(arguments: [
        ([TLSVersion.dtls12], 16_000), ([.tls13], 60_000), ([.tls12, .tls13], 60_000), ([.tls12], 65_535),
    ])
    func `an identity is as long as the versions carry`(_ versions: [TLSVersion], _ limit: Int) throws {
        var configuration = TLSConfiguration.psk(versions == [.dtls12] ? .datagram : .stream, identity: [])
        configuration.versions = versions
        #expect(failure(configuration)?.detail == "the identity of the pre-shared key is empty")
        let tooLong = with(identity: limit + 1, configuration)
        let words = "the identity of the pre-shared key has \(limit + 1) bytes, at most \(limit)"
        #expect(failure(tooLong)?.detail.hasPrefix(words) == true)
        guard ClientBackend.can(.binaryIdentities) || versions == [.tls13] else {
            let refusal = failure(with(identity: 257, configuration))
            #expect(refusal?.reason == .notSupported)
            #expect(refusal?.detail.contains("257 bytes, and OpenSSL sends at most 256 before TLS 1.3") == true)
            return
        }
        let longest = with(identity: limit, configuration)
        let link = try Link(ClientBackend(longest), ServerBackend(longest))
        let outcome = link.handshake()
        #expect(outcome.client == nil)
        #expect(outcome.server == nil)
        #expect(link.server.engine.negotiated?.pskIdentity?.count == limit)
    }

    @Test func `a hint with a byte of value 0 is not cut there`() {
        let store = PreSharedKeyStore(hint: Array("one\0two".utf8)) { _ in nil }
        let error = failure(.datagram(.preSharedKeys(store)))
        #expect(error?.reason == .invalidConfiguration)
        #expect(error?.detail.contains("a byte of value 0") == true)
    }

    @Test func `a hint is as long as its field carries`() {
        for (kind, limit) in [(TransportKind.datagram, 16_000), (.stream, 60_000)] {
            let long = PreSharedKeyStore(hint: [UInt8](repeating: 65, count: limit + 1)) { _ in nil }
            let error = failure(TLSConfiguration(kind, credentials: .preSharedKeys(long)))
            #expect(error?.reason == .invalidConfiguration)
            let words = "the hint of the pre-shared keys has \(limit + 1) bytes, at most \(limit)"
            #expect(error?.detail.hasPrefix(words) == true)
        }
    }

    @Test(arguments: [0, 1, 16_000])
    func `a hint that is allowed goes over the wire`(_ length: Int) throws {
        guard ServerBackend.can(.binaryIdentities) || length <= 256 else { return }
        let key = Secret(TLSConfiguration.testKey)
        let store = PreSharedKeyStore(hint: [UInt8](repeating: 65, count: length)) { _ in key }
        let server = TLSConfiguration.datagram(.preSharedKeys(store))
        let link = try Link(ClientBackend(.psk()), ServerBackend(server))
        #expect(link.handshake().client == nil)
    }

    @Test func `no cipher suite at all`() {
        var configuration = TLSConfiguration.stream()
        configuration.cipherSuites = []
        let error = failure(configuration)
        #expect(error?.reason == .noUsableCipherSuite)
        #expect(error?.detail == "the list of cipher suites is empty")
    }

    @Test func `no cipher suite that fits lists each with its reason`() {
        var configuration = TLSConfiguration.psk()
        configuration.cipherSuites = [
            CipherSuite(rawValue: 0xfafa), .TLS_AES_128_GCM_SHA256, .TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
            CipherSuite(rawValue: 0x00b0),
        ]
        let error = failure(configuration)
        #expect(error?.reason == .noUsableCipherSuite)
        let detail = error?.detail ?? ""
        #expect(detail.contains("0xFAFA: \(ClientBackend.name) \(ClientBackend.runtimeVersion) does not have it"))
        #expect(detail.contains("TLS_AES_128_GCM_SHA256: TLS 1.3 is not enabled"))
        #expect(detail.contains("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256: it needs a certificate"))
        #expect(detail.contains("TLS_PSK_WITH_NULL_SHA256: it does not encrypt"))
    }

    @Test func `an unknown suite beside a good one is left out with its reason`() throws {
        var configuration = TLSConfiguration.psk()
        configuration.cipherSuites = [CipherSuite(rawValue: 0x0000), .TLS_PSK_WITH_AES_128_CCM_8]
        let backend = try ClientBackend(configuration)
        #expect(backend.suites.offered == [.TLS_PSK_WITH_AES_128_CCM_8])
        #expect(backend.suites.refused.count == 1)
    }

    @Test func `versions that do not fit the transport`() {
        for (kind, version, wanted) in [
            (TransportKind.datagram, TLSVersion.tls13, "a datagram transport takes DTLS 1.0 and 1.2"),
            (.datagram, .tls12, "a datagram transport takes DTLS 1.0 and 1.2"),
            (.stream, .dtls12, "a stream takes TLS 1.0 to 1.3"),
            (.stream, .dtls10, "a stream takes TLS 1.0 to 1.3"),
            (.stream, TLSVersion(rawValue: 0x0300), "a stream takes TLS 1.0 to 1.3"),
        ] {
            var configuration = TLSConfiguration.psk(kind)
            configuration.versions.append(version)
            let error = failure(configuration)
            #expect(error?.reason == .notSupported)
            #expect(error?.detail == version.name + " cannot be used: " + wanted)
            configuration.versions = []
            #expect(failure(configuration)?.detail == "no protocol version is enabled")
        }
    }

    @Test(arguments: [0, 256, 1000])
    func `an application protocol has 1 to 255 bytes`(_ length: Int) {
        var configuration = TLSConfiguration.stream()
        configuration.applicationProtocols = ["h2", String(repeating: "x", count: length)]
        let error = failure(configuration)
        #expect(error?.reason == .invalidConfiguration)
        #expect(error?.detail == "an application protocol has \(length) bytes: wanted 1 to 255")
    }

    @Test(arguments: [1, 31, 32, 254, 255])
    func `application protocols of every allowed length are agreed on, or the library's limit is named`(_ length: Int)
        throws
    {
        let name = String(repeating: "x", count: length)
        try agree(on: name, of: [name])
    }

    @Test(arguments: [8, 9, 100])
    func `the last one of many application protocols is offered, or the configuration refused`(_ count: Int) throws {
        let names = (0..<count).map { "protocol-\($0)" }
        try agree(on: names[count - 1], of: names)
    }

    @Test(arguments: [Int.min, -1, 0, 127, 65_508, .max])
    func `an MTU is 128 to 65507 bytes`(_ length: Int) throws {
        var configuration = TLSConfiguration.psk()
        configuration.maximumTransmissionUnit = length
        let error = failure(configuration)
        #expect(error?.reason == .invalidConfiguration)
        #expect(error?.detail == "an MTU of \(length) bytes cannot be used: wanted 128 to 65507")
        let backend = try ClientBackend(.psk())
        guard length < 128 else { return }
        let refusal = #expect(throws: TLSError.self) {
            try backend.makeEngine(.client, host: nil, maximumTransmissionUnit: length)
        }
        #expect(refusal?.detail == error?.detail)
    }

    @Test(arguments: [
        "", ".", "with space", "tab\t", "new\nline", "nul\0", "bücher.example", String(repeating: "a", count: 256),
        "[]",
    ])
    func `a name of a host is 1 to 255 bytes of ASCII`(_ name: String) throws {
        var configuration = TLSConfiguration.stream()
        configuration.serverName = name
        #expect(failure(configuration)?.reason == .invalidConfiguration)
        let socket = try ClientSocket(.psk())
        let error = #expect(throws: TLSError.self) { try socket.connect(to: name, port: 1) }
        #expect(error?.reason == .invalidConfiguration)
        #expect(error?.systemCode == .invalidArgument)
        #expect(error?.detail.hasPrefix("a host name") == true)
        #expect(socket.state == .closed)
    }

    @Test func `handshake time-outs are 50 ms to an hour, in order`() throws {
        let pairs: [(Duration, Duration)] = [
            (.zero, .seconds(1)), (.milliseconds(49), .seconds(1)), (.seconds(2), .seconds(1)),
            (.seconds(-1), .seconds(1)),
            (.seconds(1), .seconds(3601)), (.seconds(1), .seconds(Int64.max)),
        ]
        for (minimum, maximum) in pairs {
            let error = #expect(throws: TLSError.self) { try HandshakeTimeouts(minimum: minimum, maximum: maximum) }
            #expect(error?.reason == .invalidConfiguration)
            #expect(error?.detail.contains("wanted 50 ms <= minimum <= maximum <= 1 hour") == true)
        }
        _ = try HandshakeTimeouts(minimum: .milliseconds(50), maximum: .milliseconds(50))
        _ = try HandshakeTimeouts(minimum: .seconds(3600), maximum: .seconds(3600))
    }

    private func with(identity length: Int, _ other: TLSConfiguration) -> TLSConfiguration {
        var configuration = TLSConfiguration.psk(other.kind, identity: [UInt8](repeating: 0x69, count: length))
        configuration.versions = other.versions
        return configuration
    }

    private func agree(on name: String, of names: [String]) throws {
        var client = try TLSConfiguration.client(.stream)
        var server = try TLSConfiguration.server(.stream)
        client.applicationProtocols = names
        if let error = failure(client) {
            #expect(error.reason == .notSupported)
            #expect(error.detail == "GnuTLS takes at most 8 application protocols, each of at most 31 bytes")
            #expect(names.count > 8 || name.utf8.count > 31)
            return
        }
        server.applicationProtocols = [name]
        let link = try Link(ClientBackend(client), ServerBackend(server))
        #expect(link.handshake().client == nil)
        #expect(link.client.engine.negotiated?.applicationProtocol == name)
    }
}
