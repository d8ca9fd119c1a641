@_exported public import SecureSocketCore

#if GnuTLS
@_exported public import GnuTLSBackend

/// The backend that the build chose: GnuTLS where its trait is on.
public typealias DefaultBackend = GnuTLSBackend

/// A TLS or DTLS socket that blocks, on the backend that the build chose.
public typealias TLSSocket = SecureSocket<DefaultBackend>

/// A port that clients come to, on the backend that the build chose.
public typealias TLSListener = SecureListener<DefaultBackend>
#elseif OpenSSL
#error("The OpenSSL backend is not part of this version yet: build with the trait GnuTLS, which is the default.")
#else
#error("No backend is chosen: build with the trait GnuTLS (the default), as in `swift build --traits GnuTLS`.")
#endif
