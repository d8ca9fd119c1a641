/// What the extensions of a certificate say (RFC 5280, 4.2).
public struct CertificateExtensions: Hashable, Sendable {
    /// Whether the subject is a CA, and how many CAs that are not self-issued may be below it.
    public private(set) var basicConstraints: BasicConstraints?
    /// What the key is for; nil where nothing is said, which allows all.
    public private(set) var keyUsage: KeyUsage?
    /// The purposes of the key; nil where nothing is said, which allows all.
    public private(set) var purposes: [ObjectIdentifier]?
    /// Names of the subject; nil without the extension.
    public private(set) var alternativeNames: [GeneralName]?
    /// The subtrees that names below a CA must and must not be in.
    public private(set) var nameConstraints: NameConstraints?
    /// The identifier of the own key.
    public private(set) var subjectKeyIdentifier: [UInt8]?
    /// The identifier of the issuer's key.
    public private(set) var authorityKeyIdentifier: [UInt8]?
    /// Critical extensions that Core does not know: who does not know one must refuse (RFC 5280, 4.2).
    public private(set) var unknownCritical: [ObjectIdentifier] = []
    /// What cannot be read, in words; nil where all is well.
    public private(set) var defect: String?

    package init(_ extensions: [EncodedExtension]) {
        // A certificate has room for thousands: comparing each with each would take a peer's word for seconds of work.
        var seen: Set<[UInt8]> = []
        for entry in extensions {
            let isNew = seen.insert(entry.identifier.encoded).inserted
            if !isNew { note("the extension \(entry.identifier) stands twice") }
            take(entry)
        }
    }

    private mutating func take(_ entry: EncodedExtension) {
        let value = entry.value.span
        let isGood =
            switch entry.identifier {
            case .basicConstraints: set(&basicConstraints, BasicConstraints(value))
            case .keyUsage: set(&keyUsage, KeyUsage(value))
            case .extendedKeyUsage: set(&purposes, Self.identifiers(value))
            case .subjectAlternativeName: set(&alternativeNames, Self.names(value))
            case .nameConstraints: set(&nameConstraints, NameConstraints(value))
            case .subjectKeyIdentifier:
                !entry.isCritical && set(&subjectKeyIdentifier, Self.octets(value))
            case .authorityKeyIdentifier: !entry.isCritical && takeAuthority(value)
            case .distributionPoints, .certificatePolicies: true
            default: note(entry)
            }
        if !isGood { note("the extension \(entry.identifier) is malformed") }
    }

    /// The first one explains enough.
    private mutating func note(_ words: @autoclosure () -> String) {
        if defect == nil { defect = words() }
    }

    private func set<Value>(_ place: inout Value?, _ value: Value?) -> Bool {
        place = value
        return value != nil
    }

    private mutating func note(_ entry: EncodedExtension) -> Bool {
        if entry.isCritical { unknownCritical.append(entry.identifier) }
        return true
    }

    /// The identifier in front is optional, as all of it is.
    private mutating func takeAuthority(_ value: Span<UInt8>) -> Bool {
        var outer = DERReader(0..<value.count)
        guard let content = outer.next(DERTag.sequence, value), outer.isAtEnd else { return false }
        var fields = DERReader(content)
        if let identifier = fields.next(DERTag.implicit(0), value) {
            authorityKeyIdentifier = value.extracting(identifier).copied
        }
        return true
    }

    private static func octets(_ value: Span<UInt8>) -> [UInt8]? {
        var reader = DERReader(0..<value.count)
        guard let content = reader.next(DERTag.octetString, value), reader.isAtEnd else { return nil }
        return value.extracting(content).copied
    }

    private static func names(_ value: Span<UInt8>) -> [GeneralName]? {
        var reader = DERReader(0..<value.count)
        guard let content = reader.next(DERTag.sequence, value), reader.isAtEnd else { return nil }
        guard let names = GeneralName.list(content, value), !names.isEmpty else { return nil }
        return names
    }

    private static func identifiers(_ value: Span<UInt8>) -> [ObjectIdentifier]? {
        var reader = DERReader(0..<value.count)
        guard let content = reader.next(DERTag.sequence, value), reader.isAtEnd else { return nil }
        var entries = DERReader(content)
        var found: [ObjectIdentifier] = []
        while !entries.isAtEnd {
            guard let identifier = entries.next(DERTag.objectIdentifier, value) else { return nil }
            found.append(ObjectIdentifier(encoded: value.extracting(identifier).copied))
        }
        return found.isEmpty ? nil : found
    }
}

/// Whether the subject of a certificate is a CA (RFC 5280, 4.2.1.9).
public struct BasicConstraints: Hashable, Sendable {
    /// Whether it may issue certificates.
    public let isAuthority: Bool
    /// How many CAs that are not self-issued may stand between it and the last certificate of a path; nil for any number.
    public let pathLength: Int?

    init?(_ value: Span<UInt8>) {
        var outer = DERReader(0..<value.count)
        guard let content = outer.next(DERTag.sequence, value), outer.isAtEnd else { return nil }
        var fields = DERReader(content)
        var isAuthority = false
        if let flag = fields.next(DERTag.boolean, value) {
            guard flag.count == 1 else { return nil }
            isAuthority = value[flag.lowerBound] != 0
        }
        self.isAuthority = isAuthority
        guard !fields.isAtEnd else {
            pathLength = nil
            return
        }
        guard let number = fields.next(DERTag.integer, value), fields.isAtEnd, !number.isEmpty else { return nil }
        let digits = value.extracting(number)
        guard digits[0] & 0x80 == 0, digits.count == 1 || digits[0] != 0 || digits[1] & 0x80 != 0 else { return nil }
        // A longer number than any chain is as good as the longest; Int may have 32 bits.
        pathLength = digits.count > 4 ? Int(Int32.max) : digits.copied.reduce(0) { $0 << 8 | Int($1) }
    }
}

/// What the key of a certificate is for (RFC 5280, 4.2.1.3).
public struct KeyUsage: OptionSet, Hashable, Sendable {
    /// Bit n is the n-th of the extension's.
    public let rawValue: UInt16

    /// The set of these bits.
    public init(rawValue: UInt16) {
        self.rawValue = rawValue
    }

    /// Signatures in a handshake.
    public static let digitalSignature = KeyUsage(rawValue: 1 << 0)
    /// Encrypting keys, as the key exchange RSA does.
    public static let keyEncipherment = KeyUsage(rawValue: 1 << 2)
    /// A key exchange with the key itself, as static DH does.
    public static let keyAgreement = KeyUsage(rawValue: 1 << 4)
    /// Signing certificates.
    public static let certificateSigning = KeyUsage(rawValue: 1 << 5)
    /// Signing revocation lists.
    public static let revocationListSigning = KeyUsage(rawValue: 1 << 6)

    /// Nil where it is no bit string.
    init?(_ value: Span<UInt8>) {
        var reader = DERReader(0..<value.count)
        guard let content = reader.next(DERTag.bitString, value), reader.isAtEnd, content.count >= 1 else { return nil }
        let bits = value.extracting(content)
        guard bits[0] < 8 else { return nil }
        var set: UInt16 = 0
        for index in 0..<min(8 * (bits.count - 1), 16) where bits[1 + index / 8] & (0x80 >> UInt8(index % 8)) != 0 {
            set |= 1 << UInt16(index)
        }
        self.init(rawValue: set)
    }
}
