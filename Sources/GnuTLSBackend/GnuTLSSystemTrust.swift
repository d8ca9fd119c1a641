#if GnuTLS
internal import CGnuTLS
public import SecureSocketCore

/// The certificates of the machine's store, which was given to GnuTLS when it was built.
@safe public final class GnuTLSSystemTrust: TLSSystemTrust, Sendable {
    private let bySubject: [[UInt8]: [GnuTLSCertificate]]

    /// Reads the whole store.
    ///
    /// The corresponding C function is `gnutls_x509_trust_list_add_system_trust`.
    public init() throws(TLSError) {
        var list: gnutls_x509_trust_list_t?
        try unsafe check(gnutls_x509_trust_list_init(&list, 0))
        defer { unsafe gnutls_x509_trust_list_deinit(list, 1) }
        // A machine without a store (-64, no file) trusts nothing by itself.
        let status = unsafe gnutls_x509_trust_list_add_system_trust(list, 0, 0)
        if status != GNUTLS_E_FILE_ERROR, status != GNUTLS_E_UNIMPLEMENTED_FEATURE {
            try check(status, "the system's trust anchors")
        }
        bySubject = unsafe Self.index(list)
    }

    /// The certificates with a subject.
    public func certificates(subject: [UInt8]) -> [GnuTLSCertificate] { bySubject[subject] ?? [] }

    /// The corresponding C function is `gnutls_x509_trust_list_iter_get_ca`, which copies.
    @unsafe private static func index(_ list: gnutls_x509_trust_list_t?) -> [[UInt8]: [GnuTLSCertificate]] {
        var found: [[UInt8]: [GnuTLSCertificate]] = [:]
        var iterator: gnutls_x509_trust_list_iter_t?
        defer { unsafe gnutls_x509_trust_list_iter_deinit(iterator) }
        while true {
            var handle: gnutls_x509_crt_t?
            guard unsafe gnutls_x509_trust_list_iter_get_ca(list, &iterator, &handle) >= 0,
                let handle = unsafe handle
            else { return found }
            // One that breaks RFC 5280 is no anchor.
            guard let certificate = try? unsafe GnuTLSCertificate(owning: handle) else { continue }
            found[certificate.contents.subject, default: []].append(certificate)
        }
    }
}
#endif
