internal import CSecureSockets
internal import SecureSocketCore

/// Reads what an end proves itself with.
@safe struct CredentialsReader {
    /// The most bytes that a password or PIN has.
    private static let longestPassword = 1024

    private let fields: secsock_configuration

    @unsafe init(_ fields: secsock_configuration) {
        unsafe self.fields = fields
    }

    /// The one kind that is there; EINVAL for several.
    func credentials() throws(TLSError) -> Credentials {
        let hasKey = unsafe fields.psk != nil
        let looksUp = unsafe fields.psk_look_up != nil
        let hasCertificate = unsafe fields.certificate != nil
        guard (hasKey ? 1 : 0) + (looksUp ? 1 : 0) + (hasCertificate ? 1 : 0) <= 1 else {
            throw .configuration("a pre-shared key, a look-up of such keys and a certificate exclude each other")
        }
        let hasHint = unsafe fields.psk_hint_size != 0
        guard looksUp || !hasHint else {
            throw .configuration("an identity hint belongs to a look-up of pre-shared keys")
        }
        if hasKey { return .preSharedKey(try preSharedKey()) }
        if looksUp { return .preSharedKeys(try store()) }
        guard hasCertificate else { return .none }
        let certificate = unsafe try Input.structure(fields.certificate, "the certificate")
        guard unsafe certificate.chain.kind == UInt32(SECSOCK_SOURCE_NONE) else {
            return unsafe .certificate(try read(certificate))
        }
        let key = unsafe try SourceReader.privateKey(certificate.private_key)
        return unsafe .rawPublicKey(RawPublicKeyCredentials(privateKey: key, password: password(certificate)))
    }

    /// Certificates of a server by name.
    func namedCertificates() throws(TLSError) -> [String: CertificateCredentials] {
        let count = unsafe fields.named_certificate_count
        var named: [String: CertificateCredentials] = [:]
        guard count != 0 else { return named }
        let first = unsafe try Input.structure(fields.named_certificates, "the named certificates")
        guard count > 0, count <= 65_536, let start = unsafe fields.named_certificates else {
            throw .configuration("the number of named certificates cannot be")
        }
        for index in 0..<count {
            // An element is as long as its own version says.
            let place = unsafe UnsafeRawPointer(start) + index * first.size
            let element = unsafe place.assumingMemoryBound(to: secsock_certificate.self)
            let certificate = unsafe try Input.structure(element, "a named certificate")
            guard unsafe certificate.size == first.size else {
                throw .configuration("the named certificates have different sizes")
            }
            guard let name = unsafe try Input.text(certificate.server_name, "the name of a certificate") else {
                throw .configuration("a named certificate has no name")
            }
            guard named.updateValue(unsafe try read(certificate), forKey: name) == nil else {
                throw .configuration("two named certificates are for " + name)
            }
        }
        return named
    }

    private func preSharedKey() throws(TLSError) -> PreSharedKey {
        let key = unsafe try Input.structure(fields.psk, "the pre-shared key")
        return PreSharedKey(
            identity: unsafe try Input.bytes(key.identity, key.identity_size, "the identity"),
            key: unsafe try Input.secret(key.key, key.key_size, "the pre-shared key")
        )
    }

    private func store() throws(TLSError) -> PreSharedKeyStore {
        let hint = unsafe try Input.bytes(fields.psk_hint, fields.psk_hint_size, "the hint")
        guard let callback = unsafe fields.psk_look_up else { throw .isNull("the look-up of pre-shared keys") }
        let lookUp = unsafe CallbackOf(callback, fields.psk_context)
        return PreSharedKeyStore(hint: hint.isEmpty ? nil : hint) { identity in
            unsafe Self.answer(atMost: PreSharedKey.longestKey) { space in
                unsafe identity.withUnsafeBytes { bytes in
                    unsafe lookUp.run { call, context in
                        unsafe call(context, bytes.baseAddress, bytes.count, space.baseAddress, space.count)
                    }
                }
            }
        }
    }

    @unsafe private func read(_ certificate: secsock_certificate) throws(TLSError) -> CertificateCredentials {
        var credentials = CertificateCredentials(
            chain: unsafe try SourceReader.certificates(certificate.chain, "the certificate chain"),
            privateKey: unsafe try SourceReader.privateKey(certificate.private_key),
            password: unsafe password(certificate)
        )
        credentials.rebuildsChain = unsafe certificate.rebuilds_chain != 0
        return credentials
    }

    @unsafe private func password(_ certificate: secsock_certificate) -> CertificateCredentials.Password? {
        guard let callback = unsafe certificate.password else { return nil }
        let ask = unsafe CallbackOf(callback, certificate.password_context)
        return { origin in
            unsafe Self.answer(atMost: Self.longestPassword) { space in
                var length: CInt = -1
                unsafe origin.lend { text in
                    unsafe ask.run { call, context in
                        let place = unsafe space.baseAddress?.assumingMemoryBound(to: CChar.self)
                        length = unsafe call(context, text, place, space.count)
                    }
                }
                return length
            }
        }
    }

    /// What a callback writes into memory that is wiped; nil where it has nothing, or says what cannot be.
    private static func answer(
        atMost size: Int,
        _ callback: (UnsafeMutableRawBufferPointer) -> CInt
    ) -> Secret? {
        var isAnswered = false
        let secret = Secret(capacity: size) { output in
            unsafe output.withUnsafeMutableBufferPointer { space, initialized in
                let length = unsafe Int(callback(UnsafeMutableRawBufferPointer(space)))
                guard length >= 0, length <= size else { return }
                initialized = length
                isAnswered = true
            }
        }
        return isAnswered ? secret : nil
    }
}
