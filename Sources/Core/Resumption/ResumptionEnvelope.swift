/// What is around everything that outlives a connection: says whose it is and for how long, and shows damage.
///
/// All numbers are big-endian:
///
/// | bytes | |
/// | --- | --- |
/// | 4 | magic |
/// | 1 | version of this layout |
/// | 1 | kind |
/// | 2 | version of TLS or DTLS |
/// | 2 | cipher suite |
/// | 32 | fingerprint of the configuration |
/// | 8, 8, 8 | when it was made, when it expires, and until when what the peer proved holds, in seconds since 1970 |
/// | 1, n | length and name of the backend with the library's version |
/// | 4, n | length and content |
/// | 32 | SHA-256 of all before |
///
/// The digest is against damage and not against who can write: it has no key.
package struct ResumptionEnvelope: Sendable {
    /// What the content is.
    package struct Kind: RawRepresentable, Hashable, Sendable {
        package let rawValue: UInt8

        package init(rawValue: UInt8) {
            self.rawValue = rawValue
        }

        /// A session that the next handshake can resume, in the library's own form.
        package static let session = Kind(rawValue: 1)
        /// An association that goes on without a handshake.
        package static let association = Kind(rawValue: 2)
    }

    package var kind: Kind
    package var version: TLSVersion
    package var suite: CipherSuite
    /// 32 bytes.
    package var fingerprint: [UInt8]
    /// Seconds since 1970.
    package var created: Int64
    /// Seconds since 1970; it is no good from then on.
    package var expires: Int64
    /// Seconds since 1970; nothing that comes of it by resuming is good from then on, since nothing is proved anew.
    package var provedUntil: Int64
    /// At most 255 bytes.
    package var backend: String
    package var content: Secret

    package init(
        kind: Kind,
        version: TLSVersion,
        suite: CipherSuite,
        fingerprint: [UInt8],
        created: Int64,
        expires: Int64,
        provedUntil: Int64,
        backend: String,
        content: Secret
    ) {
        self.kind = kind
        self.version = version
        self.suite = suite
        self.fingerprint = fingerprint
        self.created = created
        self.expires = expires
        self.provedUntil = provedUntil
        self.backend = backend
        self.content = content
    }

    static let magic: UInt32 = 0x5353_5256
    static let layout: UInt8 = 1
    private static let fixedSize = 4 + 1 + 1 + 2 + 2 + SHA256.digestSize + 8 + 8 + 8 + 1 + 4

    /// All of it as bytes.
    package var sealed: Secret {
        let name = Array(backend.utf8.prefix(255))
        let size = Self.fixedSize + name.count + content.count + SHA256.digestSize
        return Secret(capacity: size) { output in
            output.append(bigEndian: Self.magic)
            output.append(Self.layout)
            output.append(kind.rawValue)
            output.append(bigEndian: version.rawValue)
            output.append(bigEndian: suite.rawValue)
            output.append(copying: fingerprint.span)
            output.append(bigEndian: UInt64(bitPattern: created))
            output.append(bigEndian: UInt64(bitPattern: expires))
            output.append(bigEndian: UInt64(bitPattern: provedUntil))
            output.append(UInt8(name.count))
            output.append(copying: name.span)
            output.append(bigEndian: UInt32(content.count))
            content.withBytes { output.append(copying: $0) }
            output.append(copying: SHA256.digest(of: output.span).span)
        }
    }

    /// Reads one at the begin of `bytes`, behind which there are zeros or nothing; nil where it is damaged.
    package init?(_ bytes: Span<UInt8>) {
        guard let parts = Parts(bytes) else { return nil }
        self.init(
            kind: parts.kind,
            version: parts.version,
            suite: parts.suite,
            fingerprint: bytes.extracting(parts.fingerprint).copied,
            created: parts.created,
            expires: parts.expires,
            provedUntil: parts.provedUntil,
            backend: String(decoding: bytes.extracting(parts.backend).copied, as: UTF8.self),
            content: Secret(bytes.extracting(parts.content))
        )
    }

    /// How many bytes the envelope at the begin of `bytes` has, by its own lengths; nil where those are more than there are.
    static func length(of bytes: Span<UInt8>) -> Int? {
        var reader = MessageReader(0..<bytes.count)
        let lengthsOfVectors = 5
        guard reader.skip(fixedSize - lengthsOfVectors), reader.vector8(bytes) != nil else { return nil }
        guard reader.vector32(bytes) != nil else { return nil }
        return reader.take(SHA256.digestSize)?.upperBound
    }
}

extension OutputSpan<UInt8> {
    /// Appends all bytes of a number, the highest first.
    mutating func append<Number: FixedWidthInteger>(bigEndian number: Number) {
        append(UInt64(truncatingIfNeeded: number), bytes: Number.bitWidth / 8)
    }
}
