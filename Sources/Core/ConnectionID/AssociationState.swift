/// All that an association needs to go on without a handshake, in another process too.
struct AssociationState {
    let role: Role
    let suite: CipherSuite
    let keyBlock: Secret
    /// No record with this number or a higher one was sent by the time that the state is used.
    let nextNumber: UInt64
    let window: ReplayWindow
    let connectionIDs: ConnectionIDs
    let negotiated: Negotiated
    /// Where a server sends; nil at a client, which connects again.
    var peer: SocketAddress?
}

/// The layout of the content of a saved association. Numbers are big-endian, and what is of any length stands behind it.
extension AssociationState {
    private static let layout: UInt8 = 1

    /// As bytes, the peer's certificates only if they are wanted.
    func encoded(includingCertificates: Bool) -> Secret {
        let certificates = includingCertificates ? negotiated.peerCertificates.map { $0.span.count } : []
        let texts = (negotiated.applicationProtocol?.utf8.count ?? 0) + (negotiated.serverName?.utf8.count ?? 0)
        let identity = negotiated.pskIdentity?.count ?? 0
        let identifiers = connectionIDs.own.count + connectionIDs.peer.count
        let publicKey = includingCertificates ? negotiated.peerPublicKey : nil
        let capacity =
            128 + (publicKey?.count ?? 0) + keyBlock.count + identifiers + texts + identity
            + certificates.reduce(0) { $0 + $1 + 4 }
        return Secret(capacity: capacity) { output in
            output.append(Self.layout)
            output.append(UInt8(role == .client ? 0 : 1))
            output.append(bigEndian: nextNumber)
            output.append(bigEndian: window.highest)
            output.append(bigEndian: window.bits)
            output.append8(connectionIDs.own)
            output.append8(connectionIDs.peer)
            output.append(UInt8(keyBlock.count))
            keyBlock.withBytes { output.append(copying: $0) }
            output.append(peer)
            encode(negotiated, certificates.isEmpty ? [] : negotiated.peerCertificates, publicKey, into: &output)
        }
    }

    private func encode(
        _ negotiated: Negotiated,
        _ certificates: [[UInt8]],
        _ publicKey: [UInt8]?,
        into output: inout OutputSpan<UInt8>
    ) {
        output.append(bigEndian: negotiated.version.rawValue)
        output.append(bigEndian: negotiated.group?.rawValue ?? 0)
        output.append32(negotiated.applicationProtocol.map { Array($0.utf8) })
        output.append32(negotiated.serverName.map { Array($0.utf8) })
        output.append32(negotiated.pskIdentity)
        output.append32(publicKey)
        output.append(bigEndian: negotiated.certificateType.map { UInt16($0.rawValue) + 1 } ?? 0)
        output.append(UInt8(truncatingIfNeeded: certificates.count))
        for certificate in certificates.prefix(255) { output.append32(certificate) }
    }

    /// Reads it; nil where it is none.
    init?(_ bytes: Span<UInt8>, suite: CipherSuite) {
        var reader = MessageReader(0..<bytes.count)
        guard reader.number8(bytes) == Self.layout, let role = reader.number8(bytes), role <= 1 else { return nil }
        guard let next = reader.number64(bytes), next <= 1 << 48 else { return nil }
        guard let highest = reader.number64(bytes), highest < 1 << 48, let bits = reader.number64(bytes) else {
            return nil
        }
        guard let window = ReplayWindow(highest: highest, bits: bits) else { return nil }
        guard let own = reader.vector8(bytes), let peer = reader.vector8(bytes) else { return nil }
        guard let block = reader.vector8(bytes), block.count == RecordAlgorithm(suite)?.keyBlockLength else {
            return nil
        }
        guard let address = reader.address(bytes) else { return nil }
        guard let negotiated = Self.negotiated(&reader, bytes, suite), reader.isAtEnd else { return nil }
        self.role = role == 0 ? .client : .server
        self.suite = suite
        keyBlock = Secret(bytes.extracting(block))
        nextNumber = next
        self.window = window
        connectionIDs = ConnectionIDs(own: bytes.extracting(own).copied, peer: bytes.extracting(peer).copied)
        self.peer = address
        self.negotiated = negotiated
    }

    private static func negotiated(
        _ reader: inout MessageReader,
        _ bytes: Span<UInt8>,
        _ suite: CipherSuite
    ) -> Negotiated? {
        guard let version = reader.number16(bytes), let group = reader.number16(bytes) else { return nil }
        guard let name = reader.optional32(bytes), let server = reader.optional32(bytes) else { return nil }
        guard let identity = reader.optional32(bytes), let publicKey = reader.optional32(bytes) else { return nil }
        guard let type = reader.number16(bytes), type <= 256, let count = reader.number8(bytes) else { return nil }
        var certificates: [[UInt8]] = []
        for _ in 0..<count {
            guard let certificate = reader.optional32(bytes) else { return nil }
            certificates.append(certificate ?? [])
        }
        return Negotiated(
            version: TLSVersion(rawValue: version),
            cipherSuite: suite,
            group: group == 0 ? nil : NamedGroup(rawValue: group),
            applicationProtocol: name.map { String(decoding: $0, as: UTF8.self) },
            serverName: server.map { String(decoding: $0, as: UTF8.self) },
            pskIdentity: identity,
            peerCertificates: certificates,
            peerPublicKey: publicKey,
            certificateType: type == 0 ? nil : CertificateType(rawValue: UInt8(type - 1))
        )
    }
}

extension OutputSpan<UInt8> {
    fileprivate mutating func append8(_ bytes: [UInt8]) {
        append(UInt8(bytes.count))
        append(copying: bytes.span)
    }

    /// What may be missing stands behind its length and one more.
    fileprivate mutating func append32(_ bytes: [UInt8]?) {
        append(bigEndian: UInt32(bytes.map { $0.count + 1 } ?? 0))
        if let bytes { append(copying: bytes.span) }
    }

    fileprivate mutating func append(_ address: SocketAddress?) {
        guard let address else { return append(UInt8(0)) }
        append(UInt8(address.isIPv6 ? 6 : 4))
        append(bigEndian: address.port)
        append(bigEndian: address.scope)
        append(bigEndian: address.high)
        append(bigEndian: address.low)
    }
}

extension MessageReader {
    /// Nil where it cannot be read, and a nil in it where there is none.
    fileprivate mutating func optional32(_ bytes: Span<UInt8>) -> [UInt8]?? {
        guard let length = number32(bytes) else { return nil }
        guard length > 0 else { return .some(nil) }
        guard let count = Int(exactly: length), let range = take(count - 1) else { return nil }
        return bytes.extracting(range).copied
    }

    fileprivate mutating func address(_ bytes: Span<UInt8>) -> SocketAddress?? {
        guard let family = number8(bytes) else { return nil }
        guard family != 0 else { return .some(nil) }
        guard family == 4 || family == 6, let port = number16(bytes), let scope = number32(bytes) else { return nil }
        guard let high = number64(bytes), let low = number64(bytes) else { return nil }
        return SocketAddress(isIPv6: family == 6, port: port, scope: scope, high: high, low: low)
    }
}
