internal import SecureSockets

/// Revocation lists from a source, as every configuration reads them.
enum RevocationListTrial {
    static func faults(_ bytes: [UInt8]) -> [String] {
        var faults: [String] = []
        var contents: [[RevocationListContents]] = []
        for library in MaterialTrial.libraries {
            if let found = read(bytes, library, &faults) { contents.append(found) }
        }
        if let first = contents.first, let second = contents.dropFirst().first, first != second {
            let differences = zip(first, second).filter { $0 != $1 }.map { "\($0) and \($1)" }
            faults.append("the libraries read different things: " + differences.joined(separator: "; "))
        }
        return faults
    }

    private static func read<Library: MaterialLibrary>(
        _ bytes: [UInt8],
        _ library: Library.Type,
        _ faults: inout [String]
    ) -> [RevocationListContents]? {
        do throws(TLSError) {
            let source = CertificateSource.bytes(bytes)
            let found = try source.decoded(as: .revocationList) { (block) throws(TLSError) in
                try Library.revocationList(block)
            }
            for list in found {
                faults += PromisedError.unprintable(list.contents.issuerText, "the issuer")
                faults += PromisedError.unprintable(list.contents.defect ?? "", "the defect")
                _ = list.revocationTime(of: [1])
            }
            return found.map { $0.contents }
        } catch {
            faults += PromisedError.faults(error, origin: "revocation list 1", .malformedCertificate)
            return nil
        }
    }
}
