/// The keys of both directions, cut out of a key block (RFC 5246, 6.3).
struct RecordKeys {
    /// What one end writes with.
    struct Direction {
        let key: Secret
        /// The part of each nonce that the handshake made.
        let implicitNonce: Secret
    }

    let algorithm: RecordAlgorithm
    /// All of them.
    let block: Secret
    let client: Direction
    let server: Direction

    /// Nil where the block has not the length of the algorithm's.
    init?(_ algorithm: RecordAlgorithm, _ keyBlock: Secret) {
        guard keyBlock.count == algorithm.keyBlockLength else { return nil }
        let (keys, nonces) = (algorithm.keyLength, algorithm.implicitNonceLength)
        func part(_ start: Int, _ count: Int) -> Secret {
            keyBlock.withBytes { Secret($0.extracting(start..<start + count)) }
        }
        self.algorithm = algorithm
        block = keyBlock
        client = Direction(key: part(0, keys), implicitNonce: part(2 * keys, nonces))
        server = Direction(key: part(keys, keys), implicitNonce: part(2 * keys + nonces, nonces))
    }

    func written(by role: Role) -> Direction {
        switch role {
        case .client: client
        case .server: server
        }
    }
}

extension Role {
    var opposite: Role { self == .client ? .server : .client }
}
