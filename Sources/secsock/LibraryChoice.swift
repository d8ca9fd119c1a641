internal import ArgumentParser
internal import SecureSockets

/// A TLS library of this build, as `--backend` names it.
enum LibraryChoice: String, CaseIterable, ExpressibleByArgument {
    #if GnuTLS
    case gnutls
    #endif
    #if OpenSSL
    case openssl
    #endif

    /// The one that all other subcommands use: the first that the build has.
    static var standard: LibraryChoice { allCases[0] }

    /// The library.
    var library: any CertificateLibrary.Type {
        switch self {
        #if GnuTLS
        case .gnutls: GnuTLSBackend.self
        #endif
        #if OpenSSL
        case .openssl: OpenSSLBackend.self
        #endif
        }
    }
}
