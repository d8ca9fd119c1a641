#if GnuTLS
internal import CGnuTLS
internal import SecureSocketCore

/// The password of a private key, or the PIN of the token that it stays on; asked once.
///
/// The library asks for a PIN again when a token was taken out and put back, so this lives as long as the credentials.
@safe final class GnuTLSPassword: @unchecked Sendable {
    private let ask: CertificateCredentials.Password?
    private let lock = Lock()
    // What follows is guarded by `lock`.
    private var wasAsked = false
    private var answer: Secret?
    private var wasWrong = false

    init(_ ask: CertificateCredentials.Password?) {
        self.ask = ask
    }

    /// For the library, whose objects must not outlive this one.
    var pointer: UnsafeMutableRawPointer { unsafe Unmanaged.passUnretained(self).toOpaque() }

    /// Lends the password of a key; throws where there is none, or where the library would cut it.
    @unsafe func withText(
        for block: KeyMaterialBlock,
        _ body: (UnsafePointer<CChar>?) -> CInt
    ) throws(TLSError) -> CInt {
        guard let password = value(for: block.origin) else {
            throw block.unusable("it is encrypted: give its password")
        }
        guard !password.hasZero else {
            throw block.unusable("its password contains a byte of value 0, which GnuTLS cannot take")
        }
        return unsafe password.withText(body)
    }

    private func value(for origin: String) -> Secret? {
        lock.lock()
        defer { lock.unlock() }
        guard !wasAsked else { return answer }
        wasAsked = true
        answer = ask?(origin)
        return answer
    }

    /// Writes the PIN where the library wants it; false where there is none, or where it was wrong already: a token locks itself after
    /// a few wrong ones.
    @unsafe func writePIN(_ target: UnsafeMutableBufferPointer<CChar>, for token: String, isRepeated: Bool) -> Bool {
        guard !isRepeated else {
            lock.withLock { wasWrong = true }
            return false
        }
        guard let pin = value(for: token), pin.count < target.count, !pin.hasZero else { return false }
        pin.withBytes { bytes in
            for index in bytes.indices { unsafe target[index] = CChar(bitPattern: bytes[index]) }
        }
        unsafe target[pin.count] = 0
        return true
    }

    /// What a URL could not be read for.
    func failure(_ status: CInt, _ block: KeyMaterialBlock) -> TLSError {
        let (isWrong, isMissing) = lock.withLock { (wasWrong, wasAsked && answer == nil) }
        if isMissing { return block.unusable("the token wants a PIN: give it as the password") }
        // One of the URL is not asked for, and so cannot be noted as wrong.
        if isWrong || status == GNUTLS_E_PKCS11_PIN_ERROR { return block.unusable("the PIN is wrong") }
        return block.malformed(GnuTLSFailure(status).text)
    }
}

/// Called by the library where a token wants a PIN.
func givePIN(
    _ context: UnsafeMutableRawPointer?,
    _ attempt: CInt,
    _ url: UnsafePointer<CChar>?,
    _ label: UnsafePointer<CChar>?,
    _ flags: CUnsignedInt,
    _ pin: UnsafeMutablePointer<CChar>?,
    _ capacity: Int
) -> CInt {
    guard let context = unsafe context, let label = unsafe label else { return -1 }
    let password = unsafe Unmanaged<GnuTLSPassword>.fromOpaque(context).takeUnretainedValue()
    let isRepeated = attempt > 0 || flags & CUnsignedInt(GNUTLS_PIN_WRONG.rawValue) != 0
    let target = unsafe UnsafeMutableBufferPointer(start: pin, count: capacity)
    let token = unsafe "token " + String(cString: label)
    return unsafe password.writePIN(target, for: token, isRepeated: isRepeated) ? 0 : -1
}
#endif
