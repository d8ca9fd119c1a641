/// What a saved association is bound to: it goes on only with this server, or as a server, under this configuration.
struct AssociationBinding {
    /// Nothing can be bound to it: of a socket that has no connection IDs.
    static let none = AssociationBinding(fingerprint: [], suites: [])

    /// 32 bytes.
    let fingerprint: [UInt8]
    /// Those that the configuration still allows.
    let suites: [CipherSuite]
}
