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

    /// The begin of a text for an error, where all of it is longer than the name of a host may be.
    package static func shortened(_ text: String) -> String {
        let most = 256
        let scalars = text.unicodeScalars
        guard let end = scalars.index(scalars.startIndex, offsetBy: most, limitedBy: scalars.endIndex),
            end < scalars.endIndex
        else { return text }
        return String(scalars[..<end]) + "..."
    }

    /// More than any name that is meant to be read.
    private static let mostScalars = 512

    /// With a question mark for each character that would be obeyed rather than shown, and cut where it is too long to be read.
    package static func printable(_ text: String) -> String {
        var scalars = String.UnicodeScalarView()
        for (index, scalar) in text.unicodeScalars.enumerated() {
            guard index < mostScalars else { return String(scalars) + "..." }
            scalars.append(scalar.isUnseen ? "?" : scalar)
        }
        return String(scalars)
    }
}
