internal import ArgumentParser
internal import SecureSockets

/// What this end proves itself with; the same for clients and servers.
struct CredentialOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The identity of the pre-shared key.", valueName: "text"))
    var pskIdentity: String?

    @Option(
        help: ArgumentHelp("The same as bytes of any value.", valueName: "hex"),
        transform: Hexadecimal.argument
    )
    var pskIdentityHex: [UInt8]?

    @Option(
        help: ArgumentHelp(
            "The pre-shared key. Other users of this machine can see it while the program runs: see --psk-file.",
            valueName: "hex"
        )
    )
    var pskHex: String?

    @Option(
        help: ArgumentHelp(
            "A text file with the pre-shared key in hexadecimal digits, or with lines IDENTITY:HEX.",
            valueName: "file"
        )
    )
    var pskFile: String?

    @Option(
        help: ArgumentHelp(
            "The own certificate, followed by its issuers if any: a file (PEM or DER) or a PKCS#11 URL; repeatable.",
            valueName: "place"
        )
    )
    var cert: [String] = []

    @Option(
        help: ArgumentHelp(
            "The private key of --cert or --raw-public-key: a file (PEM or DER), which may be that of --cert, or a PKCS#11 URL.",
            valueName: "place"
        )
    )
    var key: String?

    @Flag(help: "Send the public key of --key as it is, without a certificate (RFC 7250): the peer has to know it.")
    var rawPublicKey = false

    @Flag(help: "Complete the chain of --cert with issuers from the trusted certificates.")
    var rebuildChain = false

    @Option(
        help: ArgumentHelp(
            "A file whose first line is the password of --key, or the PIN of its token.",
            valueName: "file"
        )
    )
    var keyPasswordFile: String?

    mutating func validate() throws {
        if pskIdentity != nil, pskIdentityHex != nil {
            throw ValidationError("Give --psk-identity or --psk-identity-hex, not both.")
        }
        if pskHex != nil, pskFile != nil {
            throw ValidationError("Give --psk-hex or --psk-file, not both.")
        }
        if hasIdentity, !usesPreSharedKey {
            throw ValidationError("An identity needs its key: add --psk-file or --psk-hex.")
        }
        if pskHex != nil, !hasIdentity {
            throw ValidationError("A pre-shared key needs its identity: add --psk-identity or --psk-identity-hex.")
        }
        if let pskHex, Hexadecimal.bytes(pskHex.utf8) == nil {
            // Not the parser's own message, which repeats the value.
            throw ValidationError("--psk-hex is no key: wanted hexadecimal digits, two a byte.")
        }
        if rawPublicKey, key == nil || !cert.isEmpty {
            throw ValidationError("--raw-public-key goes with --key, and --cert without it.")
        }
        if !rawPublicKey, cert.isEmpty != (key == nil) {
            throw ValidationError("--cert and --key go together.")
        }
        if keyPasswordFile != nil, key == nil {
            throw ValidationError("--key-password-file needs --key.")
        }
        if rebuildChain, cert.isEmpty {
            throw ValidationError("--rebuild-chain needs --cert.")
        }
        if key != nil, usesPreSharedKey {
            throw ValidationError("Give a certificate, a raw public key or a pre-shared key, only one of them.")
        }
    }

    /// Whether a pre-shared key is given.
    var usesPreSharedKey: Bool { pskHex != nil || pskFile != nil }

    /// Whether there is anything to prove oneself with.
    var isEmpty: Bool { key == nil && !usesPreSharedKey }

    private var hasIdentity: Bool { pskIdentity != nil || pskIdentityHex != nil }

    private var identity: [UInt8]? { pskIdentityHex ?? pskIdentity.map { Array($0.utf8) } }

    /// Says what is dangerous about the options.
    func warn(_ console: Console) {
        guard pskHex != nil else { return }
        console.note("warning: other users of this machine can see the key of --psk-hex; use --psk-file")
    }

    /// What a client has: one key, one certificate or nothing.
    func client() throws(Failure) -> Credentials {
        if let own = try ownKey() { return own }
        guard usesPreSharedKey else { return .none }
        let keys = try keys()
        guard keys.count == 1, let key = keys.first else {
            throw .input("\(pskFile ?? ""): \(keys.count) keys fit: name the wanted one with --psk-identity")
        }
        return .preSharedKey(key)
    }

    /// What a server has: many keys or one certificate.
    func server(hint: String?) throws(Failure) -> Credentials {
        if let own = try ownKey() { return own }
        return .preSharedKeys(PreSharedKeyStore(try keys(), hint: hint.map { Array($0.utf8) }))
    }

    /// The certificate or the raw public key.
    private func ownKey() throws(Failure) -> Credentials? {
        guard let key else { return nil }
        var password: Secret?
        if let keyPasswordFile { password = try InputFile.password(keyPasswordFile) }
        let ask: CertificateCredentials.Password? = if let password { { _ in password } } else { nil }
        guard !rawPublicKey else {
            return .rawPublicKey(RawPublicKeyCredentials(privateKey: .path(key), password: ask))
        }
        var own = CertificateCredentials(chain: .list(cert.map { .path($0) }), privateKey: .path(key), password: ask)
        own.rebuildsChain = rebuildChain
        return .certificate(own)
    }

    /// The keys that the options name: one of the command line, or those of the file that have the identity asked for.
    private func keys() throws(Failure) -> [PreSharedKey] {
        if let pskHex, let bytes = Hexadecimal.bytes(pskHex.utf8), let identity {
            return [PreSharedKey(identity: identity, key: Secret(bytes))]
        }
        guard let pskFile else { return [] }
        var keys: [PreSharedKey] = []
        for entry in try PreSharedKeyFile.entries(pskFile) {
            guard let owner = entry.identity ?? identity else {
                throw .input(pskFile + ": a key without an identity: write IDENTITY:HEX, or add --psk-identity")
            }
            if identity == nil || identity == owner { keys.append(PreSharedKey(identity: owner, key: entry.key)) }
        }
        guard !keys.isEmpty else { throw .input(pskFile + ": there is no key for the identity asked for") }
        for key in keys { try library { () throws(TLSError) in try PreSharedKey.validate(key: key.key) } }
        return keys
    }
}
