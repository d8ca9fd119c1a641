/// The subtrees that a CA's certificate limits the names below it to (RFC 5280, 4.2.1.10).
public struct NameConstraints: Hashable, Sendable {
    /// Names of a kind that is here must be in one of these.
    public let permitted: [GeneralName]
    /// No name may be in one of these.
    public let excluded: [GeneralName]

    /// Nil where it is malformed, says nothing at all, or has a subtree that its kind of name cannot be in.
    init?(_ value: Span<UInt8>) {
        var outer = DERReader(0..<value.count)
        guard let content = outer.next(DERTag.sequence, value), outer.isAtEnd else { return nil }
        var fields = DERReader(content)
        guard let permitted = Self.subtrees(fields.next(DERTag.constructed(0), value), value),
            let excluded = Self.subtrees(fields.next(DERTag.constructed(1), value), value), fields.isAtEnd
        else { return nil }
        guard !permitted.isEmpty || !excluded.isEmpty else { return nil }
        self.permitted = permitted
        self.excluded = excluded
    }

    private static func subtrees(_ range: Range<Int>?, _ value: Span<UInt8>) -> [GeneralName]? {
        guard let range else { return [] }
        var reader = DERReader(range)
        var found: [GeneralName] = []
        while !reader.isAtEnd {
            // The two numbers behind the name have no use (RFC 5280, 4.2.1.10): minimum 0 and no maximum.
            guard let entry = reader.next(DERTag.sequence, value) else { return nil }
            var fields = DERReader(entry)
            guard let base = fields.next(value), fields.isAtEnd else { return nil }
            guard let name = GeneralName(base, value), name.isSubtree else { return nil }
            found.append(name)
        }
        return found
    }

    /// How many comparisons the names of one certificate take.
    func cost(_ names: Int) -> Int { names * (permitted.count + excluded.count) }

    /// Why a name is not allowed; nil where it is.
    func refusal(of name: GeneralName) -> String? {
        if let subtree = excluded.first(where: { $0.isSameKind(as: name) && name.touches($0) }) {
            return name.text + " is excluded by " + subtree.text
        }
        let ofKind = permitted.filter { $0.isSameKind(as: name) }
        guard !ofKind.isEmpty, !ofKind.contains(where: { name.isWithin($0) == true }) else { return nil }
        return name.text + " is in no permitted subtree"
    }
}

extension GeneralName {
    /// Whether two names can be compared.
    func isSameKind(as other: GeneralName) -> Bool {
        switch (self, other) {
        case (.dns, .dns), (.address, .address), (.mailbox, .mailbox), (.uri, .uri), (.directory, .directory): true
        case (.other(let left), .other(let right)): left == right
        default: false
        }
    }

    /// Whether it can be the base of a subtree.
    fileprivate var isSubtree: Bool {
        switch self {
        case .dns(let name): name.isEmpty || HostName.isValid(name[...])
        case .address(let bytes): Self.isNetwork(bytes)
        case .mailbox(let name): Self.isMailboxSubtree(name)
        case .uri(let host): HostName.isValid(host.first == UInt8(ascii: ".") ? host.dropFirst() : host[...])
        case .directory(let name): DistinguishedName.parts(name.span) != nil
        case .other: true
        }
    }

    /// Whether it is in a subtree of its kind; nil where that cannot be told.
    fileprivate func isWithin(_ subtree: GeneralName) -> Bool? {
        switch (self, subtree) {
        case (.dns(let name), .dns(let base)):
            HostName.isPattern(name[...]) ? HostName.isDomain(base[...], of: name[...]) : nil
        case (.address(let address), .address(let network)): Self.isAddress(address, in: network)
        case (.mailbox(let mailbox), .mailbox(let base)): Self.isMailbox(mailbox, in: base)
        case (.uri(let uri), .uri(let base)): Self.isURI(uri, in: base)
        case (.directory(let name), .directory(let base)): DistinguishedName.isWithin(name.span, base.span)
        default: nil
        }
    }

    /// Whether it is in an excluded subtree, stands for a name in it, or cannot be told to be outside.
    fileprivate func touches(_ subtree: GeneralName) -> Bool {
        guard isWithin(subtree) == false else { return true }
        guard case .dns(let name) = self, case .dns(let base) = subtree else { return false }
        return HostName.isMatch(name[...], base[...])
    }

    private static func isNetwork(_ bytes: [UInt8]) -> Bool {
        guard bytes.count == 8 || bytes.count == 32 else { return false }
        var hasEnded = false
        for byte in bytes[(bytes.count / 2)...] {
            for bit in (0..<8).reversed() {
                let isSet = byte & (1 << UInt8(bit)) != 0
                if isSet, hasEnded { return false }
                if !isSet { hasEnded = true }
            }
        }
        return true
    }

    private static func isAddress(_ address: [UInt8], in network: [UInt8]) -> Bool? {
        guard address.count == 4 || address.count == 16 else { return nil }
        guard network.count == 2 * address.count else { return false }
        return address.indices.allSatisfy { index in
            let mask = network[address.count + index]
            return address[index] & mask == network[index] & mask
        }
    }

    private static func isMailboxSubtree(_ name: [UInt8]) -> Bool {
        guard let at = name.lastIndex(of: UInt8(ascii: "@")) else {
            return HostName.isValid(name.first == UInt8(ascii: ".") ? name.dropFirst() : name[...])
        }
        return at > 0 && HostName.isValid(name[(at + 1)...])
    }

    /// The host is compared without case, what is in front of it as it is (RFC 5280, 7.5).
    private static func isMailbox(_ mailbox: [UInt8], in base: [UInt8]) -> Bool? {
        let sign = UInt8(ascii: "@")
        // Only within quotes may the sign stand in front of itself, and nobody quotes.
        guard let at = mailbox.firstIndex(of: sign), at > 0, HostName.isValid(mailbox[(at + 1)...]) else { return nil }
        let host = mailbox[(at + 1)...]
        guard let baseAt = base.lastIndex(of: sign) else { return HostName.isHost(host, in: base[...]) }
        return mailbox[..<at].elementsEqual(base[..<baseAt]) && HostName.isSame(host, base[(baseAt + 1)...])
    }

    /// The host of a URI stands behind `//` and any user, in front of port and path (RFC 3986, 3.2).
    private static func isURI(_ uri: [UInt8], in base: [UInt8]) -> Bool? {
        let slash = UInt8(ascii: "/")
        guard
            let start = uri.indices.first(where: { index in
                index + 1 < uri.count && uri[index] == slash && uri[index + 1] == slash
            })
        else { return nil }
        var authority = uri[(start + 2)...].prefix { $0 != slash && $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }
        if let at = authority.lastIndex(of: UInt8(ascii: "@")) { authority = authority[(at + 1)...] }
        let host = authority.prefix { $0 != UInt8(ascii: ":") }
        // An address, or nothing, is in no domain, and RFC 5280, 4.2.1.10 has it refused.
        guard HostName.isValid(host), !NumericHost.isAddress(Array(host)) else { return nil }
        return HostName.isHost(host, in: base[...])
    }
}
