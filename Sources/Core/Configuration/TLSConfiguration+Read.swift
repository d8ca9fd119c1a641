extension TLSConfiguration {
    /// The same with all that its sources name read: what a backend loads is then what sessions and associations are bound to, even
    /// where a file is replaced meanwhile.
    ///
    /// Throws what reading meets.
    package func read() throws(TLSError) -> TLSConfiguration {
        var read = self
        read.verification = try verification.read()
        read.credentials = try credentials.read()
        for (name, certificate) in certificatesByServerName {
            read.certificatesByServerName[name] = try certificate.read()
        }
        return read
    }
}

extension PeerVerification {
    fileprivate func read() throws(TLSError) -> PeerVerification {
        var read = self
        read.trustAnchors = try trustAnchors.read(as: .trustAnchor)
        read.revocationLists = try revocationLists.read(as: .revocationList)
        read.pinnedPublicKeys = try pinnedPublicKeys.read(as: .publicKey)
        return read
    }

    /// The same without what its sources named, for who has taken it out.
    var withoutSources: PeerVerification {
        var policy = self
        policy.trustAnchors = .none
        policy.revocationLists = .none
        policy.pinnedPublicKeys = .none
        return policy
    }
}

extension Credentials {
    fileprivate func read() throws(TLSError) -> Credentials {
        switch kind {
        case .anonymousClient, .preSharedKey, .preSharedKeyStore: self
        case .certificate(let certificate): .certificate(try certificate.read())
        case .rawPublicKey(let key):
            .rawPublicKey(RawPublicKeyCredentials(privateKey: try key.privateKey.read(), password: key.password))
        }
    }
}

extension CertificateCredentials {
    fileprivate func read() throws(TLSError) -> CertificateCredentials {
        let (chain, key) = (try chain.read(as: .certificate), try privateKey.read())
        var read = CertificateCredentials(chain: chain, privateKey: key, password: password)
        read.rebuildsChain = rebuildsChain
        return read
    }
}
