extension ResumptionEnvelope {
    /// What an envelope that is whole says, and where it says the rest: nothing is copied.
    struct Parts {
        let kind: Kind
        let version: TLSVersion
        let suite: CipherSuite
        let fingerprint: Range<Int>
        let created: Int64
        let expires: Int64
        let provedUntil: Int64
        let backend: Range<Int>
        let content: Range<Int>
    }
}

extension ResumptionEnvelope.Parts {
    /// Reads one at the begin of `bytes`, behind which there are zeros or nothing; nil where it is damaged.
    init?(_ bytes: Span<UInt8>) {
        var reader = MessageReader(0..<bytes.count)
        guard reader.number32(bytes) == ResumptionEnvelope.magic else { return nil }
        guard reader.number8(bytes) == ResumptionEnvelope.layout else { return nil }
        guard let kind = reader.number8(bytes), let version = reader.number16(bytes) else { return nil }
        guard let suite = reader.number16(bytes), let fingerprint = reader.take(SHA256.digestSize) else { return nil }
        guard let created = reader.number64(bytes), let expires = reader.number64(bytes) else { return nil }
        guard let provedUntil = reader.number64(bytes) else { return nil }
        guard let backend = reader.vector8(bytes), let content = reader.vector32(bytes) else { return nil }
        let end = content.upperBound
        guard let digest = reader.take(SHA256.digestSize), bytes.isZero(from: digest.upperBound) else { return nil }
        guard SHA256.isDigest(bytes.extracting(digest), of: bytes.extracting(..<end)) else { return nil }
        self.kind = ResumptionEnvelope.Kind(rawValue: kind)
        self.version = TLSVersion(rawValue: version)
        self.suite = CipherSuite(rawValue: suite)
        self.fingerprint = fingerprint
        self.created = Int64(bitPattern: created)
        self.expires = Int64(bitPattern: expires)
        self.provedUntil = Int64(bitPattern: provedUntil)
        self.backend = backend
        self.content = content
    }
}
