/// A TLSA record of DNS-based authentication (RFC 6698, 2.1): what a server's certificate, or one of its issuers, has to be.
public struct TLSARecord: Hashable, Sendable {
    /// The certificate usage: 0 PKIX-TA, 1 PKIX-EE, 2 DANE-TA, 3 DANE-EE (RFC 7218).
    public let usage: UInt8
    /// The selector: 0 the whole certificate, 1 its SubjectPublicKeyInfo.
    public let selector: UInt8
    /// The matching type: 0 the bytes themselves, 1 SHA-256, 2 SHA-512.
    public let matching: UInt8
    /// The certificate association data.
    public let data: [UInt8]

    /// A record of its four fields, whatever they are: one that cannot be used is passed over as RFC 6698, 4.1 says.
    public init(usage: UInt8, selector: UInt8, matching: UInt8, data: [UInt8]) {
        self.usage = usage
        self.selector = selector
        self.matching = matching
        self.data = data
    }
}
