internal import SecureSockets

/// Certificates from a source, as every configuration reads them.
enum CertificateTrial {
    static func faults(_ bytes: [UInt8]) -> [String] {
        var readings: [Reading] = []
        var faults: [String] = []
        for library in MaterialTrial.libraries { readings.append(read(bytes, library, &faults)) }
        return faults + disagreement(readings)
    }

    /// What one library makes of it; nil where it refuses.
    private struct Reading {
        let library: String
        let certificates: [CertificateContents]?
    }

    private static func read<Library: MaterialLibrary>(
        _ bytes: [UInt8],
        _ library: Library.Type,
        _ faults: inout [String]
    ) -> Reading {
        do throws(TLSError) {
            let source = CertificateSource.bytes(bytes)
            let found = try source.decoded(as: .certificate) { (block) throws(TLSError) in
                try Library.certificate(block)
            }
            for certificate in found { faults += Self.faults(of: certificate, library) }
            return Reading(library: Library.name, certificates: found.map { $0.contents })
        } catch {
            faults += PromisedError.faults(error, origin: "certificate 1", .malformedCertificate)
            return Reading(library: Library.name, certificates: nil)
        }
    }

    private static func faults<Library: MaterialLibrary>(
        of certificate: Library.Certificate,
        _ library: Library.Type
    ) -> [String] {
        let (contents, summary) = (certificate.contents, certificate.summary)
        var faults = PromisedError.unprintable(summary.subject + summary.issuer, "the summary")
        faults += PromisedError.unprintable(contents.alternativeNames.map { $0.text }.joined(), "a name")
        faults += PromisedError.unprintable(contents.key.text + contents.signature.name, "the key's description")
        _ = (contents.commonNames, contents.fingerprint, contents.isSelfIssued)
        if certificate.isSigned(by: certificate), !contents.isSelfIssued {
            faults.append("\(Library.name) takes its own key for its issuer's, which has another name")
        }
        let again = try? Library.Certificate(contents.encoded.span)
        if again?.contents.encoded != contents.encoded {
            faults.append("\(Library.name) reads its own encoding otherwise")
        }
        return faults
    }

    /// Both may refuse what the other takes, but nobody reads something else.
    private static func disagreement(_ readings: [Reading]) -> [String] {
        let taken = readings.filter { $0.certificates != nil }
        guard let first = taken.first, let second = taken.dropFirst().first else { return [] }
        for (left, right) in zip(first.certificates ?? [], second.certificates ?? []) {
            if left.isAlike(right) { continue }
            return ["\(first.library) and \(second.library) read different things"]
        }
        return []
    }
}

extension CertificateContents {
    /// Whether all that decides is the same, not only the bytes that equality goes by.
    fileprivate func isAlike(_ other: CertificateContents) -> Bool {
        encoded == other.encoded && notBefore == other.notBefore && notAfter == other.notAfter && key == other.key
            && signature == other.signature && extensions == other.extensions && serialNumber == other.serialNumber
    }
}
