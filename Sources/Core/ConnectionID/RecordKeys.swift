/// The keys of both directions: where they stand in a key block (RFC 5246, 6.3).
struct RecordKeys {
    let algorithm: RecordAlgorithm
    /// All of them.
    let block: Secret

    /// Nil where the block has not the length of the algorithm's.
    init?(_ algorithm: RecordAlgorithm, _ keyBlock: Secret) {
        guard keyBlock.count == algorithm.keyBlockLength else { return nil }
        self.algorithm = algorithm
        block = keyBlock
    }

    /// The key that one end writes with.
    func key(of writer: Role) -> Secret {
        part(writer, from: 0, algorithm.keyLength) { Secret($0) }
    }

    /// The nonces that one end writes with, of which the handshake made a part.
    func nonce(of writer: Role) -> RecordNonce {
        part(writer, from: 2 * algorithm.keyLength, algorithm.implicitNonceLength) { RecordNonce($0) }
    }

    /// The client's part stands before the server's.
    private func part<Result>(_ writer: Role, from start: Int, _ length: Int, _ body: (Span<UInt8>) -> Result) -> Result
    {
        let place = writer == .client ? start : start + length
        return block.withBytes { body($0.extracting(place..<place + length)) }
    }
}

/// How the AEAD of one direction is made, which happens with its first record: many an association that a server restores has
/// nothing to say.
struct CipherSource<Cipher: RecordCipher> {
    let keys: RecordKeys
    /// The end that writes with the key.
    let writer: Role
    /// Makes the library's AEAD of a key.
    let make: (RecordAlgorithm, Secret) throws(TLSError) -> Cipher

    /// Throws what the library throws.
    func makeCipher() throws(TLSError) -> Cipher { try make(keys.algorithm, keys.key(of: writer)) }
}

extension Role {
    var opposite: Role { self == .client ? .server : .client }
}
