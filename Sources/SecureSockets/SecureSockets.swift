@_exported public import SecureSocketCore

#if GnuTLS
@_exported public import GnuTLSBackend
#endif
#if OpenSSL
@_exported public import OpenSSLBackend
#endif

#if GnuTLS
/// The backend that the build chose: GnuTLS where its trait is on, OpenSSL where only that is.
public typealias DefaultBackend = GnuTLSBackend
#elseif OpenSSL
/// The backend that the build chose: GnuTLS where its trait is on, OpenSSL where only that is.
public typealias DefaultBackend = OpenSSLBackend
#else
#error(
    "No backend is chosen: build with the trait GnuTLS (the default) or OpenSSL, as in `swift build --traits OpenSSL`."
)
#endif

/// A TLS or DTLS socket that blocks, on the backend that the build chose.
public typealias TLSSocket = SecureSocket<DefaultBackend>

/// A port that clients come to, on the backend that the build chose.
public typealias TLSListener = SecureListener<DefaultBackend>
