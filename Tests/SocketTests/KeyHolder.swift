internal import CNettle
internal import SecureSockets
internal import TestSupport
internal import Testing

/// Makes records of DTLS 1.2 as only the holder of a client's keys can, whatever a library would send.
struct KeyHolder {
    let link: Link<ClientBackend, ServerBackend>
    private let key: [UInt8]
    private let fixedNonce: [UInt8]
    /// Beyond what the client has sent.
    private var number: UInt32 = 1000

    /// Brings an association about and takes the client's key from it.
    init() throws {
        let lines = KeyLogLines()
        var client = TLSConfiguration.psk()
        client.cipherSuites = [.TLS_PSK_WITH_AES_128_CCM_8]
        var server = client
        server.keyLog = nil
        client.keyLog = { lines.add($0) }
        link = try Link(ClientBackend(client), ServerBackend(server))
        var random: [UInt8] = []
        link.network.rule = { direction, _, datagram in
            let serverHello: UInt8 = 2
            if direction == .toClient, datagram[0] == 22, datagram[13] == serverHello {
                random = datagram.extracting(27..<59).array
            }
            return nil
        }
        #expect(link.handshake().isComplete)
        link.network.rule = { _, _, _ in nil }
        // The random of the client's hello and the master secret.
        let logged = try #require(lines.values("CLIENT_RANDOM"))
        let block = Self.expand(logged.secret, Array("key expansion".utf8) + random + logged.random)
        // The keys of client and server, and then their parts of the nonce (RFC 5246, 6.3).
        key = Array(block[0..<16])
        fixedNonce = Array(block[32..<36])
    }

    /// A protected record with the next number (RFC 6655, 3; RFC 6347, 4.1.2.1).
    mutating func record(_ type: UInt8, _ content: [UInt8]) -> [UInt8] {
        let (tagSize, version): (Int, [UInt8]) = (8, [0xfe, 0xfd])
        number += 1
        let place: [UInt8] = [0, 1, 0, 0] + (0..<4).map { UInt8(truncatingIfNeeded: number >> (24 - 8 * UInt32($0))) }
        let (nonce, known) = (fixedNonce + place, place + [type] + version + Self.length(content.count))
        var sealed = [UInt8](repeating: 0, count: content.count + tagSize)
        var context = ccm_aes128_ctx()
        unsafe nettle_ccm_aes128_set_key(&context, key)
        unsafe nettle_ccm_aes128_encrypt_message(
            &context,
            nonce.count,
            nonce,
            known.count,
            known,
            tagSize,
            sealed.count,
            &sealed,
            content
        )
        return [type] + version + place + Self.length(place.count + sealed.count) + place + sealed
    }

    /// The first 64 bytes of the pseudorandom function (RFC 5246, 5).
    private static func expand(_ secret: [UInt8], _ seed: [UInt8]) -> [UInt8] {
        let first = code(secret, seed)
        let second = code(secret, first)
        return code(secret, first + seed) + code(secret, second + seed)
    }

    /// HMAC-SHA256 (RFC 2104), of keys that are no longer than a block.
    private static func code(_ key: [UInt8], _ bytes: [UInt8]) -> [UInt8] {
        let block = key + [UInt8](repeating: 0, count: 64 - key.count)
        let inner = SHA256.digest(of: (block.map { $0 ^ 0x36 } + bytes).span)
        return SHA256.digest(of: (block.map { $0 ^ 0x5c } + inner).span)
    }

    private static func length(_ count: Int) -> [UInt8] { [UInt8(count >> 8), UInt8(count & 0xff)] }
}
