internal import CSecureSockets
internal import SecureSocketCore

/// The functions of a storage of the caller's; what they say is checked.
@safe struct StorageCalls: @unchecked Sendable {
    /// More than any session or association takes.
    private static let longest = 65_536

    private let functions: secsock_storage
    private let callbacks: CallbackGuard

    /// Nil for NULL; EINVAL without both functions.
    @unsafe init?(_ storage: UnsafePointer<secsock_storage>?, _ callbacks: CallbackGuard) throws(TLSError) {
        guard unsafe storage != nil else { return nil }
        unsafe functions = unsafe try Input.structure(storage, "the storage")
        self.callbacks = callbacks
        guard unsafe functions.load != nil, unsafe functions.save != nil else {
            throw .configuration("a storage needs load and save")
        }
    }

    var session: SessionStorage {
        .fallible(
            load: { () throws(TLSError) in try load().map { $0.withBytes { SavedSession($0) } } },
            store: { (session) throws(TLSError) in
                guard let session else { return try clear() }
                try session.withBytes { (bytes) throws(TLSError) in try save(bytes) }
            }
        )
    }

    var association: AssociationStorage {
        AssociationStorage(
            load: { () throws(TLSError) in try load().map { $0.withBytes { SavedAssociation($0) } } },
            save: { (association) throws(TLSError) in
                guard let association else { return try clear() }
                try association.withBytes { (bytes) throws(TLSError) in try save(bytes) }
            },
            isKeptCurrent: unsafe functions.is_kept_current != 0
        )
    }

    private func load() throws(TLSError) -> Secret? {
        guard let load = unsafe functions.load else { return nil }
        var status: CInt = 0
        var length = 0
        let secret = Secret(capacity: Self.longest) { output in
            unsafe output.withUnsafeMutableBufferPointer { space, initialized in
                status = callbacks.run { unsafe load(functions.context, space.baseAddress, space.count, &length) }
                if status == 0, length >= 0, length <= space.count { initialized = length }
            }
        }
        guard status == 0 else { throw Self.failure(status, "load") }
        guard length >= 0, length <= Self.longest else { throw Self.failure(-1, "load") }
        return secret.isEmpty ? nil : secret
    }

    private func save(_ bytes: Span<UInt8>) throws(TLSError) {
        guard let save = unsafe functions.save else { return }
        let status = unsafe bytes.withUnsafeBytes { buffer in
            callbacks.run { unsafe save(functions.context, buffer.baseAddress, buffer.count) }
        }
        guard status == 0 else { throw Self.failure(status, "save") }
    }

    private func clear() throws(TLSError) {
        guard let save = unsafe functions.save else { return }
        let status = callbacks.run { unsafe save(functions.context, nil, 0) }
        guard status == 0 else { throw Self.failure(status, "save") }
    }

    private static func failure(_ status: CInt, _ name: String) -> TLSError {
        let isErrno = status > 0 && status <= 4095
        return .transport(
            isErrno ? status : TransportCalls.impossible,
            detail: "the function " + name + " of the storage"
        )
    }
}
