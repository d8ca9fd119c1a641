#if OpenSSL
internal import COpenSSL
internal import SecureSocketCore

/// Owns one certificate.
@safe final class OpenSSLCertificate {
    let handle: OpaquePointer

    /// Reads DER.
    ///
    /// The corresponding C function is `d2i_X509`.
    init(_ encoded: [UInt8], phase: Phase) throws(TLSError) {
        guard let handle = unsafe OpenSSLReader.certificate(encoded) else {
            throw OpenSSLFailure.takeError(phase: phase, "certificate")
        }
        unsafe self.handle = unsafe handle
    }

    /// Shares one of the library's.
    @unsafe init(sharing handle: OpaquePointer) {
        unsafe X509_up_ref(handle)
        unsafe self.handle = unsafe handle
    }

    deinit { unsafe X509_free(handle) }

    /// DER.
    ///
    /// The corresponding C function is `i2d_X509`.
    var encoded: [UInt8] {
        var start: UnsafeMutablePointer<UInt8>?
        let count = unsafe i2d_X509(handle, &start)
        guard count > 0, let start = unsafe start else { return [] }
        defer { unsafe secsock_openssl_free(start) }
        return unsafe Array(UnsafeBufferPointer(start: start, count: Int(count)))
    }

    /// Whether it has a subject alternative name of any kind.
    var hasAlternativeName: Bool { unsafe X509_get_ext_by_NID(handle, NID_subject_alt_name, -1) >= 0 }

    /// The first and the last moment of its validity, in seconds since 1970.
    var validity: (start: Int64, end: Int64) {
        unsafe (Self.seconds(X509_get0_notBefore(handle)), Self.seconds(X509_get0_notAfter(handle)))
    }

    /// For display.
    var summary: CertificateSummary {
        let (start, end) = validity
        return unsafe CertificateSummary(
            subject: Self.text(X509_get_subject_name(handle)),
            issuer: Self.text(X509_get_issuer_name(handle)),
            notBefore: start,
            notAfter: end
        )
    }

    /// Days and seconds from the begin of 1970.
    ///
    /// The corresponding C function is `ASN1_TIME_diff`.
    @unsafe private static func seconds(_ time: UnsafePointer<ASN1_TIME>?) -> Int64 {
        guard let epoch = unsafe ASN1_TIME_set(nil, 0) else { return 0 }
        defer { unsafe ASN1_STRING_free(epoch) }
        var (days, seconds): (CInt, CInt) = (0, 0)
        guard unsafe ASN1_TIME_diff(&days, &seconds, epoch, time) == 1 else { return 0 }
        return Int64(days) * 86_400 + Int64(seconds)
    }

    /// As RFC 2253 writes it, which RFC 4514 follows.
    @unsafe private static func text(_ name: OpaquePointer?) -> String {
        guard let bio = unsafe BIO_new(BIO_s_mem()) else { return "" }
        defer { unsafe BIO_free(bio) }
        let flags = secsock_openssl_name_flags
        guard unsafe X509_NAME_print_ex(bio, name, 0, flags) >= 0 else { return "" }
        var bytes: [UInt8] = []
        return unsafe withUnsafeTemporaryAllocation(byteCount: 512, alignment: 1) { buffer in
            var count = 0
            while unsafe BIO_read_ex(bio, buffer.baseAddress, buffer.count, &count) == 1 {
                unsafe bytes.append(contentsOf: buffer.prefix(count))
            }
            return String(decoding: bytes, as: UTF8.self)
        }
    }
}
#endif
