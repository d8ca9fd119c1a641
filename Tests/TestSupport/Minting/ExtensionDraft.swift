public import SecureSocketCore

/// One extension that a test writes into a certificate or a revocation list.
public struct ExtensionDraft: Sendable {
    /// Which one.
    public var identifier: ObjectIdentifier
    /// Whether who does not know it must refuse.
    public var isCritical: Bool
    /// What stands in its octet string.
    public var value: [UInt8]

    /// Any extension.
    public init(_ identifier: ObjectIdentifier, isCritical: Bool = false, _ value: [UInt8]) {
        self.identifier = identifier
        self.isCritical = isCritical
        self.value = value
    }

    /// The same, critical or not.
    public func critical(_ isCritical: Bool = true) -> ExtensionDraft {
        ExtensionDraft(identifier, isCritical: isCritical, value)
    }

    /// DER of all of it.
    var encoded: [UInt8] {
        let flag = isCritical ? DER.boolean(true) : []
        return DER.sequence([DER.identifier(identifier), flag, DER.octetString(value)])
    }

    /// basicConstraints (RFC 5280, 4.2.1.9).
    public static func basicConstraints(isAuthority: Bool, pathLength: Int? = nil) -> ExtensionDraft {
        let flag = isAuthority ? DER.boolean(true) : []
        let length = pathLength.map { DER.integer($0) } ?? []
        return ExtensionDraft(.basicConstraints, isCritical: true, DER.sequence([flag, length]))
    }

    /// keyUsage (RFC 5280, 4.2.1.3).
    public static func keyUsage(_ usage: KeyUsage) -> ExtensionDraft {
        var bytes: [UInt8] = [0, 0]
        for bit in 0..<16 where usage.rawValue & 1 << UInt16(bit) != 0 { bytes[bit / 8] |= 0x80 >> UInt8(bit % 8) }
        while bytes.last == 0 { bytes.removeLast() }
        let unused = UInt8(bytes.last?.trailingZeroBitCount ?? 0)
        return ExtensionDraft(.keyUsage, isCritical: true, DER.value(DERTag.bitString, [unused] + bytes))
    }

    /// extKeyUsage (RFC 5280, 4.2.1.12).
    public static func extendedKeyUsage(_ purposes: [ObjectIdentifier]) -> ExtensionDraft {
        ExtensionDraft(.extendedKeyUsage, DER.sequence(purposes.map { DER.identifier($0) }))
    }

    /// subjectAltName (RFC 5280, 4.2.1.6).
    public static func alternativeNames(_ names: [GeneralName]) -> ExtensionDraft {
        ExtensionDraft(.subjectAlternativeName, DER.sequence(names.map { $0.encoded }))
    }

    /// nameConstraints (RFC 5280, 4.2.1.10).
    public static func nameConstraints(
        permitted: [GeneralName] = [],
        excluded: [GeneralName] = []
    ) -> ExtensionDraft {
        func subtrees(_ number: UInt8, _ names: [GeneralName]) -> [UInt8] {
            guard !names.isEmpty else { return [] }
            return DER.value(DERTag.constructed(number), Array(names.map { DER.sequence([$0.encoded]) }.joined()))
        }
        let value = DER.sequence([subtrees(0, permitted), subtrees(1, excluded)])
        return ExtensionDraft(.nameConstraints, isCritical: true, value)
    }

    /// subjectKeyIdentifier (RFC 5280, 4.2.1.2).
    public static func subjectKeyIdentifier(_ identifier: [UInt8]) -> ExtensionDraft {
        ExtensionDraft(.subjectKeyIdentifier, DER.octetString(identifier))
    }

    /// authorityKeyIdentifier (RFC 5280, 4.2.1.1).
    public static func authorityKeyIdentifier(_ identifier: [UInt8]) -> ExtensionDraft {
        ExtensionDraft(.authorityKeyIdentifier, DER.sequence([DER.value(DERTag.implicit(0), identifier)]))
    }

    /// cRLNumber (RFC 5280, 5.2.3).
    public static func revocationListNumber(_ number: Int) -> ExtensionDraft {
        ExtensionDraft(.revocationListNumber, DER.integer(number))
    }

    /// deltaCRLIndicator (RFC 5280, 5.2.4).
    public static let deltaIndicator = ExtensionDraft(ObjectIdentifier("2.5.29.27"), isCritical: true, DER.integer(1))
}

extension GeneralName {
    /// A dNSName.
    public static func dnsName(_ name: String) -> GeneralName { .dns(Array(name.utf8)) }
    /// An rfc822Name.
    public static func rfc822Name(_ name: String) -> GeneralName { .mailbox(Array(name.utf8)) }
    /// A uniformResourceIdentifier.
    public static func uniformResourceIdentifier(_ name: String) -> GeneralName { .uri(Array(name.utf8)) }
    /// A directoryName of one common name behind an organization.
    public static func directoryName(organization: String, _ common: String? = nil) -> GeneralName {
        .directory(DER.name([(.organization, organization)] + (common.map { [(.commonName, $0)] } ?? [])))
    }

    /// As it stands in a certificate; a name of another kind is an otherName with a text, whatever its number.
    var encoded: [UInt8] {
        switch self {
        case .mailbox(let bytes): DER.value(DERTag.implicit(1), bytes)
        case .dns(let bytes): DER.value(DERTag.implicit(2), bytes)
        case .directory(let name): DER.value(DERTag.constructed(4), name)
        case .uri(let bytes): DER.value(DERTag.implicit(6), bytes)
        case .address(let bytes): DER.value(DERTag.implicit(7), bytes)
        case .other:
            DER.value(
                DERTag.constructed(0),
                DER.identifier(ObjectIdentifier("1.3.6.1.4.1.311.20.2.3"))
                    + DER.value(DERTag.constructed(0), DER.value(0x0c, Array("other".utf8)))
            )
        }
    }
}
