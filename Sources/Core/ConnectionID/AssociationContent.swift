/// What a saved association says, as `AssociationState` wrote it.
///
/// Secrets and what was agreed on stay where they are: most of those that a server restores have nothing to say for long.
struct AssociationContent {
    let suite: CipherSuite
    let keys: RecordKeys
    let bytes: Secret
    private let parts: Parts

    /// Reads it; nil where it is none.
    ///
    /// The memory of `content` is shared.
    init?(_ content: Secret, suite: CipherSuite) {
        guard let algorithm = RecordAlgorithm(suite), let parts = content.withBytes({ Parts($0) }) else { return nil }
        guard let keys = RecordKeys(algorithm, content.part(parts.keyBlock)) else { return nil }
        self.suite = suite
        self.keys = keys
        bytes = content
        self.parts = parts
    }

    var role: Role { parts.role }
    /// No record with this number or a higher one was sent by the time that the content is used.
    var nextNumber: UInt64 { parts.nextNumber }
    var window: ReplayWindow { parts.window }
    /// Where a server sends; nil at a client, which connects again.
    var peer: SocketAddress? { parts.peer }
    var agreement: SavedAgreement { SavedAgreement(bytes: bytes.part(parts.agreement), suite: suite) }
    var connectionIDs: ConnectionIDs {
        bytes.withBytes { bytes in
            ConnectionIDs(
                own: bytes.extracting(parts.ownConnectionID).copied,
                peer: bytes.extracting(parts.peerConnectionID).copied
            )
        }
    }
}

extension AssociationContent {
    /// Where it says what.
    private struct Parts {
        let role: Role
        let nextNumber: UInt64
        let window: ReplayWindow
        let ownConnectionID: Range<Int>
        let peerConnectionID: Range<Int>
        let keyBlock: Range<Int>
        let peer: SocketAddress?
        let agreement: Range<Int>

        init?(_ bytes: Span<UInt8>) {
            var reader = MessageReader(0..<bytes.count)
            guard reader.number8(bytes) == AssociationState.layout else { return nil }
            guard let role = reader.number8(bytes), role <= 1 else { return nil }
            guard let next = reader.number64(bytes), next <= 1 << 48 else { return nil }
            guard let highest = reader.number64(bytes), highest < 1 << 48 else { return nil }
            guard let bits = reader.number64(bytes), let window = ReplayWindow(highest: highest, bits: bits) else {
                return nil
            }
            guard let own = reader.vector8(bytes), let theirs = reader.vector8(bytes) else { return nil }
            guard let block = reader.vector8(bytes), let peer = reader.address(bytes) else { return nil }
            guard let rest = reader.takeRest(), SavedAgreement.isSound(bytes.extracting(rest)) else { return nil }
            self.role = role == 0 ? .client : .server
            nextNumber = next
            self.window = window
            ownConnectionID = own
            peerConnectionID = theirs
            keyBlock = block
            self.peer = peer
            agreement = rest
        }
    }
}

/// What was agreed on in the handshake of a saved association, still as bytes.
struct SavedAgreement {
    let bytes: Secret
    let suite: CipherSuite

    /// As a value, without the connection IDs; nil where the bytes are not sound.
    var negotiated: Negotiated? {
        bytes.withBytes { bytes in Parts(bytes).map { $0.negotiated(bytes, suite) } }
    }

    /// Whether these are the bytes of one.
    static func isSound(_ bytes: Span<UInt8>) -> Bool { Parts(bytes) != nil }
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
