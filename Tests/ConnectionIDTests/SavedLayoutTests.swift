internal import SecureSockets
internal import TestSupport
internal import Testing

/// The layout of saved associations outlives each version of this library, so the bytes are written here by hand.
@Suite(.everyLibrary, .bounded) struct `The bytes of a saved association` {
    /// TLS_PSK_WITH_AES_256_CCM_8.
    private static let longerKeys = CipherSuite(rawValue: 0xC0A9)

    private let backend: ServerBackend
    private let envelope: ResumptionEnvelope
    private let keyBlock: [UInt8]

    init() throws {
        var configuration = TLSConfiguration.psk()
        configuration.cipherSuites = [.TLS_PSK_WITH_AES_128_CCM_8, Self.longerKeys]
        configuration.connectionIDs = ConnectionIDOptions(length: 8)
        backend = try ServerBackend(configuration)
        let link = try Link(ClientBackend(configuration), backend)
        #expect(link.handshake().isComplete)
        let saved = try #require(link.server.saved(by: backend))
        envelope = try #require(saved.withBytes { ResumptionEnvelope($0) })
        keyBlock = (0..<40).map { UInt8($0) }
    }

    /// All that there can be, in its order.
    private struct Content {
        var layout: UInt8 = 1
        var role: UInt8 = 1
        var nextNumber: UInt64 = 5
        var highest: UInt64 = 7
        var window: UInt64 = 0b1011
        var own: [UInt8] = [1, 2, 3, 4, 5, 6, 7, 8]
        var peer: [UInt8] = [9, 10]
        var keyBlock: [UInt8]
        /// IPv6, port 5684, scope 3, fe80::1.
        var address: [UInt8] = [6, 0x16, 0x34, 0, 0, 0, 3, 0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]
        /// DTLS 1.2 and secp256r1.
        var versionAndGroup: [UInt8] = [0xfe, 0xfd, 0, 23]
        var applicationProtocol: [UInt8] = [0, 0, 0, 5] + Array("coap".utf8)
        var serverName: [UInt8] = [0, 0, 0, 0]
        var identity: [UInt8] = [0, 0, 0, 3, 0x61, 0x62]
        var publicKey: [UInt8] = [0, 0, 0, 4, 0x30, 1, 2]
        /// One more than that of a raw public key (RFC 7250).
        var certificateType: [UInt8] = [0, 3]
        var certificates: [UInt8] = [2, 0, 0, 0, 3, 0x30, 0, 0, 0, 0, 2, 0x31]

        var bytes: [UInt8] {
            func number(_ value: UInt64) -> [UInt8] {
                (0..<8).map { UInt8(truncatingIfNeeded: value >> (56 - 8 * $0)) }
            }
            let head = [layout, role] + number(nextNumber) + number(highest) + number(window)
            let keys = [UInt8(own.count)] + own + [UInt8(peer.count)] + peer + [UInt8(keyBlock.count)] + keyBlock
            let names = applicationProtocol + serverName + identity + publicKey
            return head + keys + address + versionAndGroup + names + certificateType + certificates
        }
    }

    private func sealed(_ content: [UInt8], _ suite: CipherSuite = .TLS_PSK_WITH_AES_128_CCM_8) -> [UInt8] {
        var changed = envelope
        changed.suite = suite
        changed.content = Secret(content)
        return changed.sealed.withBytes { $0.array }
    }

    private func restore(_ bytes: [UInt8]) throws(NotRestored) -> Association<ServerBackend.Engine> {
        try Association.restored(SavedAssociation(bytes), as: .server, by: backend)
    }

    @Test(arguments: [0, 1, 500])
    func `say all that was agreed on, whatever zeros stand behind them`(_ zeros: Int) throws {
        let content = Content(keyBlock: keyBlock)
        let association = try restore(sealed(content.bytes) + [UInt8](repeating: 0, count: zeros))
        let negotiated = try #require(association.engine.negotiated)
        #expect(negotiated.version == .dtls12)
        #expect(negotiated.cipherSuite == .TLS_PSK_WITH_AES_128_CCM_8)
        #expect(negotiated.group == .secp256r1)
        #expect(negotiated.applicationProtocol == "coap")
        #expect(negotiated.serverName == nil)
        #expect(negotiated.pskIdentity == Array("ab".utf8))
        #expect(negotiated.peerPublicKey == [0x30, 1, 2])
        #expect(negotiated.certificateType == .rawPublicKey)
        #expect(negotiated.peerCertificates == [[0x30, 0], [0x31]])
        #expect(negotiated.connectionIDs == ConnectionIDs(own: content.own, peer: content.peer))
        #expect(!negotiated.isResumed)
        #expect(!association.engine.isResumed)
    }

    /// But for the address, which only a socket knows, and the numbers that are reserved.
    @Test func `are the same when nothing was sent meanwhile`() throws {
        var content = Content(keyBlock: keyBlock)
        content.address = [0]
        let association = try restore(sealed(content.bytes))
        for times in 1...2 {
            let again = try #require(association.saved(by: backend), "\(times)")
            content.nextNumber = 5 + 64
            #expect(again.withBytes { $0.array } == sealed(content.bytes), "\(times)")
        }
    }

    @Test func `are refused where a part cannot be so`() throws {
        func expectDamaged(_ words: Comment, _ change: (inout Content) -> Void) {
            var content = Content(keyBlock: keyBlock)
            change(&content)
            #expect(throws: NotRestored.damaged, words) { try restore(sealed(content.bytes)) }
        }
        expectDamaged("another layout") { $0.layout = 2 }
        expectDamaged("no role") { $0.role = 2 }
        expectDamaged("a number that no record has") { $0.nextNumber = 1 << 48 + 1 }
        expectDamaged("the highest number that no record has") { $0.highest = 1 << 48 }
        expectDamaged("a window without the highest") { $0.window = 0b1010 }
        expectDamaged("a key block that is short") { $0.keyBlock.removeLast() }
        expectDamaged("a key block that is long") { $0.keyBlock.append(1) }
        expectDamaged("no family") { $0.address[0] = 5 }
        expectDamaged("a name that is cut") { $0.applicationProtocol = [0, 0, 1, 0] }
        expectDamaged("a name of any length") { $0.applicationProtocol = [0xff, 0xff, 0xff, 0xff] }
        expectDamaged("no type") { $0.certificateType = [1, 1] }
        expectDamaged("a certificate too few") { $0.certificates[0] = 3 }
        expectDamaged("a certificate too many") { $0.certificates[0] = 1 }
        expectDamaged("a byte behind them") { $0.certificates.append(0) }
    }

    @Test func `are refused under a suite whose keys have another length`() {
        let bytes = sealed(Content(keyBlock: keyBlock).bytes, Self.longerKeys)
        #expect(throws: NotRestored.damaged) { try restore(bytes) }
    }

    @Test func `are refused at the other end`() {
        let bytes = sealed(Content(role: 0, keyBlock: keyBlock).bytes)
        #expect(throws: NotRestored.otherConfiguration) { try restore(bytes) }
    }
}
