internal import CSecureSockets
internal import SecureSocketCore

/// The functions of a storage of the caller's; what they say is checked.
@safe final class StorageCalls: @unchecked Sendable {
    /// The most bytes of a session or association; the peer's certificates are most of them.
    private static let longest = 65_536

    private let functions: secsock_storage
    /// Used in calls of the socket only, and changed while there is none.
    private var isGivenBack = false

    /// Nil for NULL; EINVAL without both functions.
    @unsafe static func read(_ storage: UnsafePointer<secsock_storage>?) throws(TLSError) -> StorageCalls? {
        guard unsafe storage != nil else { return nil }
        let functions = unsafe try Input.structure(storage, "the storage")
        guard unsafe functions.load != nil, unsafe functions.save != nil else {
            throw .configuration("a storage needs load and save")
        }
        return unsafe StorageCalls(functions)
    }

    @unsafe private init(_ functions: secsock_storage) {
        unsafe self.functions = functions
    }

    /// The caller has taken it back: nothing is called any more.
    func giveBack() {
        isGivenBack = true
    }

    var session: SessionStorage {
        .fallible(
            load: { () throws(TLSError) in try self.load().map { $0.withBytes { SavedSession($0) } } },
            store: { (session) throws(TLSError) in
                guard let session else { return try self.clear() }
                try session.withBytes { (bytes) throws(TLSError) in try self.save(bytes) }
            }
        )
    }

    var association: AssociationStorage {
        AssociationStorage(
            load: { () throws(TLSError) in try self.load().map { $0.withBytes { SavedAssociation($0) } } },
            save: { (association) throws(TLSError) in
                guard let association else { return try self.clear() }
                try association.withBytes { (bytes) throws(TLSError) in try self.save(bytes) }
            },
            isKeptCurrent: unsafe functions.is_kept_current != 0,
            includesCertificates: unsafe functions.omits_certificates == 0
        )
    }

    private func load() throws(TLSError) -> Secret? {
        guard !isGivenBack, let load = unsafe functions.load else { return nil }
        var status: CInt = 0
        var length = 0
        let secret = Secret(capacity: Self.longest) { output in
            unsafe output.withUnsafeMutableBufferPointer { space, initialized in
                status = unsafe load(functions.context, space.baseAddress, space.count, &length)
                if status == 0, length >= 0, length <= space.count { initialized = length }
            }
        }
        guard status == 0 else { throw Self.failure(status, "load") }
        guard length >= 0, length <= Self.longest else { throw Self.failure(-1, "load") }
        return secret.isEmpty ? nil : secret
    }

    private func save(_ bytes: Span<UInt8>) throws(TLSError) {
        guard !isGivenBack, let save = unsafe functions.save else { return }
        // What could not be loaded any more is better not there.
        guard bytes.count <= Self.longest else {
            let words = "\(bytes.count) bytes to save, of at most \(Self.longest)"
            throw .system(.noBufferSpace, .limitExceeded, phase: .established, detail: words)
        }
        let status = unsafe bytes.withUnsafeBytes { buffer in
            unsafe save(functions.context, buffer.baseAddress, buffer.count)
        }
        guard status == 0 else { throw Self.failure(status, "save") }
    }

    private func clear() throws(TLSError) {
        guard !isGivenBack, let save = unsafe functions.save else { return }
        let status = unsafe save(functions.context, nil, 0)
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
