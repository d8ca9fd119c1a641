/// Where the parts of a certificate stand (RFC 5280, 4.1).
struct CertificateStructure {
    /// 1, 2 or 3.
    let version: Int
    let serialNumber: Range<Int>
    /// The AlgorithmIdentifier.
    let signatureAlgorithm: Range<Int>
    let issuer: Range<Int>
    let subject: Range<Int>
    /// In seconds since 1970, as the next one.
    let notBefore: Int64
    let notAfter: Int64
    let publicKeyInfo: Range<Int>
    private let extensionList: Range<Int>?

    /// Nil where the bytes are no certificate, or one whose two algorithms of the signature differ.
    init?(_ certificate: Span<UInt8>) {
        var file = DERReader(0..<certificate.count)
        guard let all = file.next(DERTag.sequence, certificate), file.isAtEnd else { return nil }
        var outer = DERReader(all)
        guard let body = outer.next(DERTag.sequence, certificate) else { return nil }
        guard let outerAlgorithm = outer.next(certificate), outerAlgorithm.tag == DERTag.sequence else { return nil }
        guard outer.nextWholeOctets(certificate), outer.isAtEnd else { return nil }
        var fields = DERReader(body)
        guard let version = Self.version(&fields, certificate) else { return nil }
        guard let serialNumber = fields.next(DERTag.integer, certificate), !serialNumber.isEmpty else { return nil }
        guard let algorithm = fields.next(certificate) else { return nil }
        // RFC 5280, 4.1.1.2: both must be the same.
        let inner = certificate.extracting(algorithm.whole)
        guard inner.hasSameElements(as: certificate.extracting(outerAlgorithm.whole)) else { return nil }
        guard let issuer = fields.next(certificate), let validity = fields.next(DERTag.sequence, certificate),
            let subject = fields.next(certificate), let key = fields.next(certificate)
        else { return nil }
        guard issuer.tag == DERTag.sequence, subject.tag == DERTag.sequence, key.tag == DERTag.sequence else {
            return nil
        }
        guard let times = Self.times(validity, certificate) else { return nil }
        self.version = version
        (notBefore, notAfter) = times
        self.serialNumber = serialNumber
        signatureAlgorithm = algorithm.whole
        self.issuer = issuer.whole
        self.subject = subject.whole
        publicKeyInfo = key.whole
        // Unique identifiers of version 2, which nobody uses.
        for number: UInt8 in [1, 2] { _ = fields.next(DERTag.implicit(number), certificate) }
        extensionList = fields.next(DERTag.constructed(3), certificate)
        guard fields.isAtEnd, extensionList == nil || version == 3 else { return nil }
    }

    private static func version(_ fields: inout DERReader, _ certificate: Span<UInt8>) -> Int? {
        guard let explicit = fields.next(DERTag.constructed(0), certificate) else { return 1 }
        var reader = DERReader(explicit)
        guard let number = reader.next(DERTag.integer, certificate), reader.isAtEnd, number.count == 1 else {
            return nil
        }
        let version = Int(certificate[number.lowerBound]) + 1
        return (1...3).contains(version) ? version : nil
    }

    private static func times(_ validity: Range<Int>, _ certificate: Span<UInt8>) -> (Int64, Int64)? {
        var reader = DERReader(validity)
        guard let first = reader.next(certificate), let last = reader.next(certificate), reader.isAtEnd else {
            return nil
        }
        guard let start = Timestamp.seconds(first, certificate), let end = Timestamp.seconds(last, certificate) else {
            return nil
        }
        return (start, end)
    }

    /// The extensions; nil where they are malformed.
    func extensions(_ certificate: Span<UInt8>) -> [EncodedExtension]? {
        guard let extensionList else { return [] }
        return EncodedExtension.list(extensionList, certificate)
    }
}

extension EncodedExtension {
    /// Reads the content of an explicit tag around Extensions, of a certificate or a revocation list; nil where it is malformed.
    static func list(_ range: Range<Int>, _ bytes: Span<UInt8>) -> [EncodedExtension]? {
        var outer = DERReader(range)
        guard let content = outer.next(DERTag.sequence, bytes), outer.isAtEnd else { return nil }
        var reader = DERReader(content)
        var found: [EncodedExtension] = []
        while !reader.isAtEnd {
            guard let entry = reader.next(DERTag.sequence, bytes), let one = EncodedExtension(entry, bytes) else {
                return nil
            }
            found.append(one)
        }
        return found
    }

    private init?(_ range: Range<Int>, _ bytes: Span<UInt8>) {
        var fields = DERReader(range)
        guard let identifier = fields.next(DERTag.objectIdentifier, bytes) else { return nil }
        var isCritical = false
        if let flag = fields.next(DERTag.boolean, bytes) {
            guard flag.count == 1 else { return nil }
            isCritical = bytes[flag.lowerBound] != 0
        }
        guard let value = fields.next(DERTag.octetString, bytes), fields.isAtEnd else { return nil }
        self.init(
            identifier: ObjectIdentifier(encoded: bytes.extracting(identifier).copied),
            isCritical: isCritical,
            value: bytes.extracting(value).copied
        )
    }
}
