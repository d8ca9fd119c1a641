internal import SecureSockets
internal import TestSupport

/// Makes records of TLS 1.3 as only the holder of one end's keys can, whatever a library would send.
struct TrafficKeyHolder {
    private let cipher: ErasedCipher
    private let fixedNonce: [UInt8]
    private var number: UInt8

    /// With the secret of an end that has sent so many protected records, in TLS_AES_128_GCM_SHA256.
    init(_ secret: [UInt8], sent: UInt8 = 0) throws {
        func expand(_ label: String, _ count: Int) -> Secret {
            let name = Array("tls13 \(label)".utf8)
            let info = [0, UInt8(count), UInt8(name.count)] + name + [0]
            return Secret(secret).expanded(for: info, count: count)
        }
        cipher = try ClientBackend(.psk()).makeCipher(.aes128GCM, key: expand("key", 16))
        fixedNonce = expand("iv", 12).withBytes { $0.array }
        number = sent
    }

    /// A protected record with the next number (RFC 8446, 5.2).
    mutating func record(_ type: UInt8, _ content: [UInt8]) throws -> [UInt8] {
        let (tagSize, applicationData) = (16, UInt8(23))
        let length = content.count + 1 + tagSize
        let header = [applicationData, 3, 3, UInt8(length >> 8), UInt8(length & 0xff)]
        var nonce = fixedNonce
        nonce[11] ^= number
        number += 1
        return try [UInt8](capacity: header.count + length) { (output) throws(TLSError) in
            for byte in header + content + [type] { output.append(byte) }
            try cipher.seal(&output, from: header.count, nonce: nonce.span, additionalData: header.span)
        }
    }

    /// A handshake message in a record of its own.
    mutating func message(_ type: UInt8, _ body: [UInt8]) throws -> [UInt8] {
        let handshake: UInt8 = 22
        return try record(handshake, [type, 0, UInt8(body.count >> 8), UInt8(body.count & 0xff)] + body)
    }
}
