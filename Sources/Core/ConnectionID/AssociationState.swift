/// All that an association needs to go on without a handshake, in another process too: what is saved.
///
/// `AssociationContent` reads it.
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
    static let layout: UInt8 = 1

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
