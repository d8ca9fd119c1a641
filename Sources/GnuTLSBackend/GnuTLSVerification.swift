#if GnuTLS
internal import CGnuTLS
internal import SecureSocketCore

/// Verifies the certificate that the peer presented in a session, while its handshake waits for the verdict.
struct GnuTLSVerification {
    let verification: PeerVerification
    let limits: HandshakeLimits
    /// What the certificate must be for; nil where no name is checked.
    let name: ServerName?
    /// Whether the peer may do without one.
    let isOptional: Bool
    /// The purpose (extended key usage) that it must allow.
    let purpose: String

    init(_ configuration: TLSConfiguration, _ role: Role, _ name: ServerName?) {
        verification = configuration.verification
        limits = configuration.limits
        self.name = role == .client && verification.checksName ? name : nil
        isOptional = role == .server && verification.clientCertificate == .requested
        // RFC 5280, 4.2.1.12: id-kp-serverAuth and id-kp-clientAuth.
        purpose = role == .client ? "1.3.6.1.5.5.7.3.1" : "1.3.6.1.5.5.7.3.2"
    }

    /// Throws what is wrong, with the alert that tells the peer.
    @unsafe func verify(_ session: gnutls_session_t) throws(TLSError) {
        let presented = unsafe GnuTLSPeerCertificates(session)
        guard presented.count <= limits.certificates else {
            let words = "\(presented.count) certificates were presented, and the limit is \(limits.certificates)"
            throw Self.error(.limitExceeded, .badCertificate, words)
        }
        guard verification.isEnabled else { return }
        // GnuTLS 3.7.9 asks for a verdict even where a client sent no certificate and need not.
        if isOptional, presented.count == 0 { return }
        var status: CUnsignedInt = 0
        let result = unsafe withPeerStatus(session, &status)
        try check(result, phase: .handshake, "the peer's certificate cannot be verified")
        guard status == 0 else { throw unsafe refusal(status) }
        if let name, presented.count > 0, !presented.hasAlternativeName {
            let words = "the certificate has no subject alternative name at all; wanted " + name.text
            throw Self.error(.nameMismatch, .badCertificate, words)
        }
        try checkTimes(presented)
    }

    @unsafe private func withPeerStatus(_ session: gnutls_session_t, _ status: inout CUnsignedInt) -> CInt {
        var purposeText = purpose.utf8.map { UInt8($0) } + [0]
        let (kind, bytes) = subject
        var subjectBytes = bytes
        return unsafe purposeText.withUnsafeMutableBufferPointer { purpose in
            unsafe subjectBytes.withUnsafeMutableBufferPointer { subject in
                var data = unsafe InlineArray<2, gnutls_typed_vdata_st>(repeating: gnutls_typed_vdata_st())
                unsafe data[0] = unsafe gnutls_typed_vdata_st(
                    type: GNUTLS_DT_KEY_PURPOSE_OID,
                    data: purpose.baseAddress,
                    size: 0
                )
                unsafe data[1] = unsafe gnutls_typed_vdata_st(
                    type: kind,
                    data: subject.baseAddress,
                    size: CUnsignedInt(kind == GNUTLS_DT_IP_ADDRESS ? subject.count : 0)
                )
                let count: CUnsignedInt = name == nil ? 1 : 2
                var span = unsafe data.mutableSpan
                return unsafe span.withUnsafeMutableBufferPointer { buffer in
                    unsafe gnutls_certificate_verify_peers(session, buffer.baseAddress, count, &status)
                }
            }
        }
    }

    /// The name in the shape of GnuTLS: text with an end, or the bytes of an address.
    private var subject: (gnutls_vdata_types_t, [UInt8]) {
        guard let name else { return (GNUTLS_DT_UNKNOWN, [0]) }
        if let address = name.addressBytes { return (GNUTLS_DT_IP_ADDRESS, address) }
        return (GNUTLS_DT_DNS_HOSTNAME, Array(name.text.utf8) + [0])
    }

    /// The first of several faults that explains most.
    @unsafe private func refusal(_ status: CUnsignedInt) -> TLSError {
        let words = unsafe Self.text(status)
        func has(_ fault: gnutls_certificate_status_t) -> Bool { status & CUnsignedInt(fault.rawValue) != 0 }
        if has(GNUTLS_CERT_REVOKED) { return Self.error(.revoked, .certificateRevoked, words) }
        if has(GNUTLS_CERT_SIGNER_NOT_FOUND) || has(GNUTLS_CERT_SIGNER_NOT_CA) {
            return Self.error(.unknownIssuer, .unknownCA, words)
        }
        if has(GNUTLS_CERT_EXPIRED) || has(GNUTLS_CERT_NOT_ACTIVATED) {
            return Self.error(.expired, .certificateExpired, words)
        }
        if has(GNUTLS_CERT_UNEXPECTED_OWNER), let name {
            return Self.error(.nameMismatch, .badCertificate, words + " Wanted " + name.text + ".")
        }
        return Self.error(.badCertificate, .badCertificate, words)
    }

    private static func error(_ reason: Reason, _ alert: TLSAlert.Description, _ words: String) -> TLSError {
        let failure = GnuTLSFailure(GNUTLS_E_CERTIFICATE_VERIFICATION_ERROR)
        let error = failure.error(phase: .handshake, reason: reason)
        return TLSError(
            category: error.category,
            code: error.code,
            reason: reason,
            phase: .handshake,
            sentAlert: .fatal(alert),
            detail: words
        )
    }

    /// The library's sentences.
    ///
    /// The corresponding C function is `gnutls_certificate_verification_status_print`.
    @unsafe private static func text(_ status: CUnsignedInt) -> String {
        var datum = unsafe gnutls_datum_t()
        let result = unsafe gnutls_certificate_verification_status_print(status, GNUTLS_CRT_X509, &datum, 0)
        guard result >= 0 else { return "status \(status)" }
        let bytes = unsafe datum.copied
        unsafe secsock_gnutls_free(datum.data)
        let words = String(decoding: bytes, as: UTF8.self)
        return words.last == " " ? String(words.dropLast()) : words
    }

    /// GnuTLS knows the system's clock only, so another one is asked here, for every certificate that was presented.
    private func checkTimes(_ presented: GnuTLSPeerCertificates) throws(TLSError) {
        guard case .supplied(let clock) = verification.clock.source else { return }
        let now = clock()
        for (index, certificate) in presented.encoded.enumerated() {
            let (start, end) = try GnuTLSCertificate(certificate.span, phase: .handshake).validity
            guard now < start || now > end else { continue }
            let words =
                "certificate \(index) of the chain is valid from \(start) to \(end), and it is \(now) (seconds since 1970)"
            throw Self.error(.expired, .certificateExpired, words)
        }
    }
}

/// The certificates that the peer of a session presented, leaf first; lent by the session.
@safe struct GnuTLSPeerCertificates {
    private let list: UnsafePointer<gnutls_datum_t>?
    let count: Int

    /// The corresponding C function is `gnutls_certificate_get_peers`.
    @unsafe init(_ session: gnutls_session_t) {
        var count: CUnsignedInt = 0
        unsafe list = unsafe gnutls_certificate_get_peers(session, &count)
        self.count = unsafe list == nil ? 0 : Int(count)
    }

    /// Whether the leaf has a subject alternative name of any kind.
    var hasAlternativeName: Bool {
        guard let leaf = unsafe list else { return false }
        return AlternativeName.isPresent(
            in: unsafe UnsafeBufferPointer(start: leaf.pointee.data, count: Int(leaf.pointee.size)).span
        )
    }

    /// DER, leaf first.
    var encoded: [[UInt8]] {
        guard let list = unsafe list else { return [] }
        return (0..<count).map { index in unsafe list[index].copied }
    }
}
#endif
