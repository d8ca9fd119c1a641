internal import SecureSockets
internal import TestSupport

/// Records with connection IDs as RFC 9146 and the RFCs below it say, written for the tests without a line of Core's codec.
///
/// It begins with what a key log and a look at the wire tell, and its AEADs are those of a library of the caller's choice.
struct Reference {
    /// What one end writes with.
    struct Keys {
        let key: [UInt8]
        let implicitNonce: [UInt8]
    }

    let algorithm: RecordAlgorithm
    let client: Keys
    let server: Keys
    private let library: Library

    init(_ secrets: Secrets, _ algorithm: RecordAlgorithm, library: Library) {
        let isChaCha = algorithm == .chacha20Poly1305
        let keyLength: Int = [.aes128CCM, .aes128CCM8, .aes128GCM].contains(algorithm) ? 16 : 32
        let nonceLength = isChaCha ? 12 : 4
        // RFC 5246, 6.3: key_block = PRF(master_secret, "key expansion", server_random + client_random).
        let seed = Array("key expansion".utf8) + secrets.serverRandom + secrets.clientRandom
        let block = Self.expand(secrets.master, seed, 2 * (keyLength + nonceLength))
        let nonces = block.dropFirst(2 * keyLength)
        client = Keys(key: Array(block.prefix(keyLength)), implicitNonce: Array(nonces.prefix(nonceLength)))
        server = Keys(
            key: Array(block.dropFirst(keyLength).prefix(keyLength)),
            implicitNonce: Array(nonces.dropFirst(nonceLength))
        )
        self.algorithm = algorithm
        self.library = library
    }

    /// Everything that one record has.
    struct Record: Equatable {
        /// The type outside, 25 where there is a connection ID.
        var outerType: UInt8 = 25
        var type: UInt8 = 23
        var content: [UInt8] = []
        var padding = 0
        var epoch: UInt16 = 1
        var number: UInt64 = 0
        var connectionID: [UInt8] = []
        /// The part of the nonce that stands in the record; empty with ChaCha20-Poly1305.
        var explicitNonce: [UInt8] = [0, 1, 2, 3, 4, 5, 6, 7]
    }

    /// The bytes of a record.
    func seal(_ record: Record, _ keys: Keys) throws -> [UInt8] {
        let hasID = record.outerType == 25
        let explicit = algorithm == .chacha20Poly1305 ? [] : record.explicitNonce
        // RFC 9146, 4: content, real type, zeros.
        let inner =
            hasID ? record.content + [record.type] + [UInt8](repeating: 0, count: record.padding) : record.content
        let cipher = try makeCipher(keys)
        let sealed = try [UInt8](capacity: inner.count + 16) { (output) throws(TLSError) in
            for byte in inner { output.append(byte) }
            let (nonce, data) = (nonce(record, keys, explicit), additionalData(record, inner.count))
            try cipher.seal(&output, from: 0, nonce: nonce.span, additionalData: data.span)
        }
        let length = explicit.count + sealed.count
        let header = [record.outerType, 0xfe, 0xfd] + bytes(UInt64(record.epoch), 2) + bytes(record.number, 6)
        return header + (hasID ? record.connectionID : []) + bytes(UInt64(length), 2) + explicit + sealed
    }

    /// What a record has; nil where it is none of these keys.
    func open(_ datagram: [UInt8], connectionIDLength: Int, _ keys: Keys) throws -> Record? {
        let hasID = datagram[0] == 25
        let start = 11 + (hasID ? connectionIDLength : 0)
        var record = Record(outerType: datagram[0])
        record.epoch = UInt16(datagram[3]) << 8 | UInt16(datagram[4])
        record.number = datagram[5..<11].reduce(0) { $0 << 8 | UInt64($1) }
        record.connectionID = Array(datagram[11..<start])
        let body = datagram.dropFirst(start + 2)
        guard body.count == Int(datagram[start]) << 8 | Int(datagram[start + 1]) else { return nil }
        let explicitLength = algorithm == .chacha20Poly1305 ? 0 : 8
        let tagLength = [.aes128CCM8, .aes256CCM8].contains(algorithm) ? 8 : 16
        record.explicitNonce = Array(body.prefix(explicitLength))
        let text = Array(body.dropFirst(explicitLength))
        record.type = datagram[0]
        let nonce = nonce(record, keys, record.explicitNonce)
        let data = additionalData(record, text.count - tagLength)
        var isAuthentic = false
        let cipher = try makeCipher(keys)
        var inner = [UInt8](capacity: text.count) { output in
            isAuthentic = cipher.open(text.span, nonce: nonce.span, additionalData: data.span, into: &output)
        }
        guard isAuthentic else { return nil }
        if hasID {
            record.padding = inner.reversed().prefix { $0 == 0 }.count
            inner.removeLast(record.padding)
            record.type = inner.removeLast()
        }
        record.content = inner
        return record
    }

    private func makeCipher(_ keys: Keys) throws -> ErasedCipher {
        try Pair.$current.withValue(Pair(client: library, server: library)) {
            try ClientBackend(.psk()).makeCipher(algorithm, key: Secret(keys.key))
        }
    }

    /// Implicit and explicit part (RFC 5288, 3; RFC 6655, 3), or the padded number XOR the implicit part (RFC 7905, 2).
    private func nonce(_ record: Record, _ keys: Keys, _ explicit: [UInt8]) -> [UInt8] {
        guard explicit.isEmpty else { return keys.implicitNonce + explicit }
        let padded = [0, 0, 0, 0] + bytes(UInt64(record.epoch), 2) + bytes(record.number, 6)
        return zip(padded, keys.implicitNonce).map { $0 ^ $1 }
    }

    private func additionalData(_ record: Record, _ length: Int) -> [UInt8] {
        let number = bytes(UInt64(record.epoch), 2) + bytes(record.number, 6)
        // RFC 5246, 6.2.3.3.
        guard record.outerType == 25 else { return number + [record.outerType, 0xfe, 0xfd] + bytes(UInt64(length), 2) }
        // RFC 9146, 5.3: seq_num_placeholder, tls12_cid, cid_length, tls12_cid, version, epoch, sequence_number, cid, length.
        let identifier = record.connectionID
        let placeholder = [UInt8](repeating: 0xff, count: 8)
        return placeholder + [25, UInt8(identifier.count), 25, 0xfe, 0xfd] + number + identifier
            + bytes(UInt64(length), 2)
    }

    private func bytes(_ number: UInt64, _ count: Int) -> [UInt8] {
        (0..<count).reversed().map { UInt8(truncatingIfNeeded: number >> UInt64(8 * $0)) }
    }

    /// RFC 5246, 5: P_SHA256.
    private static func expand(_ secret: [UInt8], _ seed: [UInt8], _ count: Int) -> [UInt8] {
        var (output, chain) = ([UInt8](), seed)
        while output.count < count {
            chain = authenticate(secret, chain)
            output += authenticate(secret, chain + seed)
        }
        return Array(output.prefix(count))
    }

    /// RFC 2104 with SHA-256.
    private static func authenticate(_ key: [UInt8], _ text: [UInt8]) -> [UInt8] {
        let padded = key + [UInt8](repeating: 0, count: 64 - key.count)
        let inner = SHA256.digest(of: (padded.map { $0 ^ 0x36 } + text).span)
        return SHA256.digest(of: (padded.map { $0 ^ 0x5c } + inner).span)
    }
}

/// What a key log and the ServerHello tell of a handshake.
final class Secrets: @unchecked Sendable {
    private(set) var master: [UInt8] = []
    private(set) var clientRandom: [UInt8] = []
    var serverRandom: [UInt8] = []

    /// A line of an NSS key log.
    func note(_ line: String) {
        let words = line.split(separator: " ")
        guard words.count == 3, words[0] == "CLIENT_RANDOM" else { return }
        clientRandom = Self.bytes(words[1])
        master = Self.bytes(words[2])
    }

    /// A datagram that begins with a ServerHello in the clear.
    func note(_ datagram: Span<UInt8>) {
        guard datagram.count > 60, datagram[0] == 22, datagram[13] == 2 else { return }
        serverRandom = (27..<59).map { datagram[$0] }
    }

    private static func bytes(_ text: Substring) -> [UInt8] {
        let digits = text.compactMap { $0.hexDigitValue }
        return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] * 16 + digits[$0 + 1]) }
    }
}
