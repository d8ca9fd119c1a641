/// What a certificate says of itself: for display and logs, never to decide by.
public struct CertificateSummary: Hashable, Sendable {
    /// Who it is for: a distinguished name as RFC 4514 writes it; may be empty.
    public let subject: String
    /// Who issued it, as RFC 4514 writes it.
    public let issuer: String
    /// The begin of its validity, in seconds since 1970-01-01 00:00 UTC.
    public let notBefore: Int64
    /// The end of its validity, in seconds since 1970-01-01 00:00 UTC.
    public let notAfter: Int64

    /// All parts.
    ///
    /// Control characters of the names become question marks, since the bytes are somebody else's and may go to a
    /// terminal.
    public init(subject: String, issuer: String, notBefore: Int64, notAfter: Int64) {
        self.subject = Self.printable(subject)
        self.issuer = Self.printable(issuer)
        self.notBefore = notBefore
        self.notAfter = notAfter
    }

    /// C0, DEL and C1 are the controls of Unicode.
    package static func printable(_ text: String) -> String {
        var scalars = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            let isControl = scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value)
            scalars.append(isControl ? "?" : scalar)
        }
        return String(scalars)
    }
}
