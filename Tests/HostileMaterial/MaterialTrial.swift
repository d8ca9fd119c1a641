internal import SecureSockets

/// A library that certificates are read and verified with, and that a configuration can be made for.
typealias MaterialLibrary = TLSBackend & CertificateLibrary

/// What some bytes are given to as if they were good, on each library; what is returned is what must not be.
public enum MaterialTrial: String, CaseIterable, Codable, Sendable {
    /// A source of certificates.
    case certificate
    /// A source of revocation lists.
    case revocationList
    /// A source of a private key, in a configuration.
    case privateKey
    /// The text of a TLSA record.
    case record
    /// A chain, anchors, revocation lists and TLSA records at once, as `HostileCase` has them.
    case verification

    static let libraries: [any MaterialLibrary.Type] = {
        var libraries: [any MaterialLibrary.Type] = []
        #if GnuTLS
        libraries.append(GnuTLSBackend.self)
        #endif
        #if OpenSSL
        libraries.append(OpenSSLBackend.self)
        #endif
        return libraries
    }()

    /// Each broken promise in words; none where all is well.
    public func faults(with bytes: [UInt8]) -> [String] {
        switch self {
        case .certificate: CertificateTrial.faults(bytes)
        case .revocationList: RevocationListTrial.faults(bytes)
        case .privateKey: PrivateKeyTrial.faults(bytes)
        case .record: RecordTrial.faults(bytes)
        case .verification: VerificationTrial.faults(bytes)
        }
    }
}

/// What every error about bad input promises.
enum PromisedError {
    /// Whom it has to name, and why; in words what it does not.
    static func faults(_ error: TLSError, origin: String, _ reason: Reason) -> [String] {
        var faults: [String] = []
        if !error.detail.contains(origin) { faults.append("the error does not name \(origin): \(error)") }
        if error.reason != reason { faults.append("the reason is \(error.reason), not \(reason): \(error)") }
        if error.detail.utf8.count > 2000 { faults.append("the error has \(error.detail.utf8.count) bytes") }
        return faults + unprintable(error.detail, "the error")
    }

    /// Whether a text would change what a terminal shows besides itself.
    static func unprintable(_ text: String, _ name: String) -> [String] {
        let controls = text.unicodeScalars.filter { $0.value < 0x20 && $0 != "\n" || (0x7f...0x9f).contains($0.value) }
        return controls.isEmpty ? [] : [name + " has control characters: " + text.debugDescription]
    }
}

private enum RecordTrial {
    static func faults(_ bytes: [UInt8]) -> [String] {
        let text = String(decoding: bytes, as: UTF8.self)
        do throws(TLSError) {
            let record = try TLSARecord(text)
            let again = try TLSARecord(record.text)
            return again == record ? [] : ["\(record.text) is read as \(again.text)"]
        } catch {
            return PromisedError.unprintable(error.detail, "the error")
                + (error.detail.utf8.count > 2000 ? ["the error has \(error.detail.utf8.count) bytes"] : [])
        }
    }
}
