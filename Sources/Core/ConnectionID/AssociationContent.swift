/// What a saved association says, as `AssociationState` wrote it.
///
/// Secrets and what was agreed on stay where they are: most of those that a server restores have nothing to say for long.
struct AssociationContent {
    let role: Role
    let suite: CipherSuite
    let keys: RecordKeys
    /// No record with this number or a higher one was sent by the time that the content is used.
    let nextNumber: UInt64
    let window: ReplayWindow
    let connectionIDs: ConnectionIDs
    let agreement: SavedAgreement
    /// Where a server sends; nil at a client, which connects again.
    let peer: SocketAddress?

    /// Reads it; nil where it is none. The memory of `content` is shared.
    init?(_ content: Secret, suite: CipherSuite) {
        guard let algorithm = RecordAlgorithm(suite) else { return nil }
        guard let read = content.withBytes({ Self($0, content, suite, algorithm) }) else { return nil }
        self = read
    }

    private init?(_ bytes: Span<UInt8>, _ content: Secret, _ suite: CipherSuite, _ algorithm: RecordAlgorithm) {
        var reader = MessageReader(0..<bytes.count)
        guard reader.number8(bytes) == AssociationState.layout, let role = reader.number8(bytes), role <= 1 else {
            return nil
        }
        guard let next = reader.number64(bytes), next <= 1 << 48 else { return nil }
        guard let highest = reader.number64(bytes), highest < 1 << 48, let bits = reader.number64(bytes) else {
            return nil
        }
        guard let window = ReplayWindow(highest: highest, bits: bits) else { return nil }
        guard let own = reader.vector8(bytes), let peer = reader.vector8(bytes) else { return nil }
        guard let block = reader.vector8(bytes), let keys = RecordKeys(algorithm, content.part(block)) else {
            return nil
        }
        guard let address = reader.address(bytes) else { return nil }
        guard let agreement = SavedAgreement(&reader, bytes, content, suite) else { return nil }
        self.role = role == 0 ? .client : .server
        self.suite = suite
        self.keys = keys
        nextNumber = next
        self.window = window
        connectionIDs = ConnectionIDs(own: bytes.extracting(own).copied, peer: bytes.extracting(peer).copied)
        self.peer = address
        self.agreement = agreement
    }
}

/// What was agreed on in the handshake of a saved association, still as bytes.
struct SavedAgreement {
    private let bytes: Secret
    private let suite: CipherSuite

    /// The rest of what the reader reads; nil where it is none. The memory of `content` is shared.
    init?(_ reader: inout MessageReader, _ bytes: Span<UInt8>, _ content: Secret, _ suite: CipherSuite) {
        guard let rest = reader.takeRest(), Parts(bytes.extracting(rest)) != nil else { return nil }
        self.bytes = content.part(rest)
        self.suite = suite
    }

    /// As a value, without the connection IDs.
    var negotiated: Negotiated? {
        bytes.withBytes { bytes in Parts(bytes).map { $0.negotiated(bytes, suite) } }
    }
}

extension SavedAgreement {
    /// Where it says what.
    private struct Parts {
        let version: UInt16
        let group: UInt16
        let applicationProtocol: Range<Int>?
        let serverName: Range<Int>?
        let identity: Range<Int>?
        let publicKey: Range<Int>?
        let certificateType: UInt16
        let certificates: Range<Int>

        init?(_ bytes: Span<UInt8>) {
            var reader = MessageReader(0..<bytes.count)
            guard let version = reader.number16(bytes), let group = reader.number16(bytes) else { return nil }
            guard let name = reader.optional32(bytes), let server = reader.optional32(bytes) else { return nil }
            guard let identity = reader.optional32(bytes), let publicKey = reader.optional32(bytes) else { return nil }
            guard let type = reader.number16(bytes), type <= 256, let count = reader.number8(bytes) else { return nil }
            guard let certificates = reader.takeRest() else { return nil }
            var list = MessageReader(certificates)
            for _ in 0..<count where list.optional32(bytes) == nil { return nil }
            guard list.isAtEnd else { return nil }
            self.version = version
            self.group = group
            applicationProtocol = name
            serverName = server
            self.identity = identity
            self.publicKey = publicKey
            certificateType = type
            self.certificates = certificates
        }

        func negotiated(_ bytes: Span<UInt8>, _ suite: CipherSuite) -> Negotiated {
            var list = MessageReader(certificates)
            var chain: [[UInt8]] = []
            while !list.isAtEnd, let place = list.optional32(bytes) { chain.append(copy(bytes, place) ?? []) }
            return Negotiated(
                version: TLSVersion(rawValue: version),
                cipherSuite: suite,
                group: group == 0 ? nil : NamedGroup(rawValue: group),
                applicationProtocol: copy(bytes, applicationProtocol).map { String(decoding: $0, as: UTF8.self) },
                serverName: copy(bytes, serverName).map { String(decoding: $0, as: UTF8.self) },
                pskIdentity: copy(bytes, identity),
                peerCertificates: chain,
                peerPublicKey: copy(bytes, publicKey),
                certificateType: certificateType == 0 ? nil : CertificateType(rawValue: UInt8(certificateType - 1))
            )
        }

        private func copy(_ bytes: Span<UInt8>, _ place: Range<Int>?) -> [UInt8]? {
            guard let place else { return nil }
            return bytes.extracting(place).copied
        }
    }
}

extension MessageReader {
    /// What may be missing: nil where it cannot be read, and a nil in it where there is none.
    fileprivate mutating func optional32(_ bytes: Span<UInt8>) -> Range<Int>?? {
        guard let length = number32(bytes) else { return nil }
        guard length > 0 else { return .some(nil) }
        guard let count = Int(exactly: length), let range = take(count - 1) else { return nil }
        return range
    }

    fileprivate mutating func address(_ bytes: Span<UInt8>) -> SocketAddress?? {
        guard let family = number8(bytes) else { return nil }
        guard family != 0 else { return .some(nil) }
        guard family == 4 || family == 6, let port = number16(bytes), let scope = number32(bytes) else { return nil }
        guard let high = number64(bytes), let low = number64(bytes) else { return nil }
        return SocketAddress(isIPv6: family == 6, port: port, scope: scope, high: high, low: low)
    }
}
