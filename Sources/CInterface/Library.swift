// The functions have the names that the header gives them, and are documented there.
// swift-format-ignore-file: AlwaysUseLowerCamelCase, AllPublicDeclarationsHaveDocumentation

public import CSecureSockets
internal import SecureSocketCore

#if GnuTLS
internal import GnuTLSBackend

/// The backend behind the interface: GnuTLS where its trait is on, OpenSSL where only that is.
typealias Library = GnuTLSBackend
#elseif OpenSSL
internal import OpenSSLBackend

/// The backend behind the interface: GnuTLS where its trait is on, OpenSSL where only that is.
typealias Library = OpenSSLBackend
#else
#error("No backend is chosen: build with the trait GnuTLS (the default) or OpenSSL.")
#endif

/// Reads a configuration with the library that was chosen.
func makeLibrary(_ configuration: TLSConfiguration) throws(TLSError) -> Library {
    try Library(configuration)
}

@c @implementation
public func secsock_version() -> UInt32 {
    UInt32(SECSOCK_VERSION)
}

@c @implementation
public func secsock_library(_ text: UnsafeMutablePointer<CChar>?, _ size: Int) -> Int {
    unsafe Output.write(Library.name + " " + Library.runtimeVersion, text, size)
}

@c @implementation
public func secsock_features() -> UInt64 {
    Library.features.rawValue
}

@c @implementation
public func secsock_error_text(_ error: secsock_error, _ text: UnsafeMutablePointer<CChar>?, _ size: Int) -> Int {
    unsafe Output.write(error.text, text, size)
}

@c @implementation
public func secsock_cipher_suite_name(_ number: UInt16, _ text: UnsafeMutablePointer<CChar>?, _ size: Int) -> Int {
    unsafe Output.write(CipherSuite(rawValue: number).name ?? "", text, size)
}

@c @implementation
public func secsock_wipe(_ memory: UnsafeMutableRawPointer?, _ size: Int) {
    guard let memory = unsafe memory, size > 0 else { return }
    unsafe wipe(UnsafeMutableRawBufferPointer(start: memory, count: size))
}
