#if OpenSSL
internal import COpenSSL
internal import SecureSocketCore

extension TicketKeyRing.Key {
    /// Readies a cipher and a MAC for a ticket.
    ///
    /// The corresponding C functions are `EVP_CipherInit_ex` with AES-256-CBC and `EVP_MAC_CTX_set_params` with SHA-256.
    @unsafe func ready(
        _ cipher: OpaquePointer?,
        _ mac: OpaquePointer?,
        _ nonce: UnsafePointer<UInt8>?,
        isEncrypting: Bool
    ) -> Bool {
        bytes.withBytes { bytes in
            unsafe bytes.withUnsafeBufferPointer { buffer in
                guard let start = buffer.baseAddress else { return false }
                let cipherKey = unsafe start + Self.nameSize
                let direction: CInt = isEncrypting ? 1 : 0
                guard unsafe EVP_CipherInit_ex(cipher, EVP_aes_256_cbc(), nil, cipherKey, nonce, direction) == 1 else {
                    return false
                }
                return unsafe secsock_openssl_set_mac_key(mac, cipherKey + Self.cipherKeySize, Self.macKeySize) == 1
            }
        }
    }

    /// Writes the name to where a ticket begins.
    @unsafe func writeName(to place: UnsafeMutablePointer<UInt8>) {
        bytes.withBytes { bytes in
            for index in 0..<Self.nameSize { unsafe place[index] = bytes[index] }
        }
    }
}

/// Protects a ticket, or opens one; whatever is wrong with one that came leads to a full handshake.
func protectTicket(
    _ ssl: OpaquePointer?,
    _ name: UnsafeMutablePointer<UInt8>?,
    _ nonce: UnsafeMutablePointer<UInt8>?,
    _ cipher: OpaquePointer?,
    _ mac: OpaquePointer?,
    _ isEncrypting: CInt
) -> CInt {
    guard let keys = unsafe engine(of: ssl)?.shared.ticketKeys, let name = unsafe name else { return 0 }
    guard isEncrypting == 1 else {
        return unsafe open(keys, name, nonce, cipher, mac, isTLS13: SSL_version(ssl) == TLS1_3_VERSION)
    }
    let size = EVP_MAX_IV_LENGTH
    guard let nonce = unsafe nonce, unsafe RAND_bytes(nonce, size) == 1 else { return -1 }
    let key = keys.current()
    unsafe key.writeName(to: name)
    return unsafe key.ready(cipher, mac, nonce, isEncrypting: true) ? 1 : -1
}

@unsafe private func open(
    _ keys: TicketKeyRing,
    _ name: UnsafeMutablePointer<UInt8>,
    _ nonce: UnsafeMutablePointer<UInt8>?,
    _ cipher: OpaquePointer?,
    _ mac: OpaquePointer?,
    isTLS13: Bool
) -> CInt {
    let (unknown, good, goodAndRenew): (CInt, CInt, CInt) = (0, 1, 2)
    let asked = unsafe UnsafeBufferPointer(start: UnsafePointer(name), count: TicketKeyRing.Key.nameSize)
    guard let found = unsafe keys.find(asked.span) else { return unknown }
    guard unsafe found.key.ready(cipher, mac, nonce, isEncrypting: false) else { return unknown }
    // In TLS 1.3 each is for one use, and the library gives no new one unless it is told to.
    return found.isOld || isTLS13 ? goodAndRenew : good
}
#endif
